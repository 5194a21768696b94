package io.catena.server.node;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.Origin;
import io.catena.server.rpc.Methods;
import io.catena.server.rpc.PeerCallException;
import io.catena.server.rpc.Peers;
import io.catena.server.rpc.RemoteMethod;
import io.catena.server.rpc.Reply;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.ReadResults;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import io.catena.thrift.Write;
import io.catena.thrift.WriteResults;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializable;

/** Passes requests on to the node that they are for. */
final class Forwarding {
    private final Peers peers;
    private final Failures failures;

    Forwarding(Peers peers, Failures failures) {
        this.peers = peers;
        this.failures = failures;
    }

    /**
     * Requests are passed on to members only. One that is a member no more may be silent until their deadlines are over,
     * while the chain serves again without it.
     *
     * @param before null if there was none
     */
    static void endCallsToThoseWhoWent(Peers peers, Configuration before, Configuration now) {
        if (before != null) {
            before.members().stream()
                    .filter(member -> now.positionOf(member) < 0)
                    .map(Member::address)
                    .forEach(address -> peers.abandonCalls(
                            address, address + " has not answered, and has lost its place in the chain"));
        }
    }

    void write(String address, List<Write> writes, CallOptions options, Origin origin, Reply<WriteResults> reply) {
        call(address, Methods.WRITE, new Catena.write_args(writes, passedOn(options, origin)), options, reply, true);
    }

    void openSession(String address, CallOptions options, Origin origin, Reply<Long> reply) {
        call(
                address,
                Methods.OPEN_SESSION,
                new Catena.openSession_args(passedOn(options, origin)),
                options,
                reply,
                true);
    }

    void read(String address, List<ByteBuffer> keys, CallOptions options, Origin origin, Reply<ReadResults> reply) {
        call(address, Methods.READ, new Catena.read_args(keys, passedOn(options, origin)), options, reply, false);
    }

    private static CallOptions passedOn(CallOptions options, Origin origin) {
        return new CallOptions(options)
                .setHops(options.getHops() + 1)
                .setOrigin(new io.catena.thrift.Origin(origin.address(), origin.connection()));
    }

    private <A extends TSerializable, T> void call(
            String address,
            RemoteMethod<A, T> method,
            A arguments,
            CallOptions options,
            Reply<T> reply,
            boolean changesData) {
        peers.call(address, method, arguments, options.getDeadlineMillis(), new Reply<>() {
            @Override
            public void succeed(T value) {
                reply.succeed(value);
            }

            @Override
            public void fail(Exception error) {
                reply.fail(error instanceof PeerCallException lost ? lost(lost, address, changesData) : error);
            }
        });
    }

    private TException lost(PeerCallException lost, String address, boolean changesData) {
        if (changesData && lost.mayHaveBeenDone()) {
            return new OutcomeUnknown(
                    lost.getMessage() + "; the write may have been done: repeat it with its id, or read the key");
        }
        if (lost.isTooMuch()) {
            return new Unavailable(lost.getMessage() + "; back off", UnavailableReason.OVERLOADED);
        }
        return failures.unreachable(address, lost.getMessage());
    }
}
