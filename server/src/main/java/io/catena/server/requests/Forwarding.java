package io.catena.server.requests;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Key;
import io.catena.server.chain.Member;
import io.catena.server.chain.WriteCommand;
import java.util.List;

/**
 * Passes requests on to the node that they are for, and tells what becomes of them there. Owned by the replica's loop.
 */
public final class Forwarding {
    private final NodeCalls calls;

    public Forwarding(NodeCalls calls) {
        this.calls = calls;
    }

    /**
     * A configuration is the newest. Requests are passed on to members only: a node that has lost its place may be
     * silent until their time is over, while the chain serves again without it.
     *
     * @param before null if there was none
     */
    public void adopted(Configuration before, Configuration newest) {
        if (before != null) {
            before.members().stream()
                    .filter(member -> newest.positionOf(member) < 0)
                    .map(Member::address)
                    .forEach(address ->
                            calls.abandon(address, address + " has not answered, and has lost its place in the chain"));
        }
    }

    void write(Member to, CallContext context, List<WriteCommand> commands, Callback<WriteResponse> callback) {
        calls.write(to.address(), context.passedOn(), commands, new ForwardedCall<>(to, true, callback));
    }

    void openSession(Member to, CallContext context, Callback<Long> callback) {
        calls.openSession(to.address(), context.passedOn(), new ForwardedCall<>(to, true, callback));
    }

    void read(Member to, CallContext context, List<Key> keys, Callback<ReadResponse> callback) {
        calls.read(to.address(), context.passedOn(), keys, new ForwardedCall<>(to, false, callback));
    }

    /** @param changesData false for a read, which may be repeated even if it was done */
    private record ForwardedCall<T>(Member to, boolean changesData, Callback<T> callback)
            implements NodeCalls.Outcome<T> {
        @Override
        public void completed(T result) {
            callback.completed(result);
        }

        @Override
        public void failed(RequestFailure failure) {
            callback.failed(failure);
        }

        @Override
        public void lost(String why, boolean mayHaveBeenDone) {
            callback.failed(
                    changesData && mayHaveBeenDone
                            ? new RequestFailure.Lost(why)
                            : new RequestFailure.Unreachable(to.address(), why));
        }

        @Override
        public void refused(String why) {
            callback.failed(new RequestFailure.TooManyCalls(why));
        }
    }
}
