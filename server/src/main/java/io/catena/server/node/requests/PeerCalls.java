package io.catena.server.node.requests;

import io.catena.server.chain.Key;
import io.catena.server.chain.WriteCommand;
import io.catena.server.requests.CallContext;
import io.catena.server.requests.NodeCalls;
import io.catena.server.requests.ReadResponse;
import io.catena.server.requests.RequestFailure;
import io.catena.server.requests.WriteResponse;
import io.catena.server.rpc.Methods;
import io.catena.server.rpc.RemoteMethod;
import io.catena.server.rpc.Reply;
import io.catena.server.rpc.outbound.PeerCallException;
import io.catena.server.rpc.outbound.Peers;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.Forbidden;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.Origin;
import io.catena.thrift.SessionExpired;
import io.catena.thrift.Unavailable;
import java.util.List;
import java.util.function.Function;
import org.apache.thrift.TSerializable;

/** Calls other nodes over Thrift. */
public record PeerCalls(Peers peers) implements NodeCalls {
    @Override
    public int mostToOneNode() {
        return peers.maxCallsPerPeer();
    }

    @Override
    public void write(
            String address, CallContext context, List<WriteCommand> commands, Outcome<WriteResponse> outcome) {
        call(
                address,
                Methods.WRITE,
                new Catena.write_args(WireTypes.writes(commands), options(context)),
                context,
                outcome,
                WireTypes::writeResponse);
    }

    @Override
    public void read(String address, CallContext context, List<Key> keys, Outcome<ReadResponse> outcome) {
        call(
                address,
                Methods.READ,
                new Catena.read_args(WireTypes.keys(keys), options(context)),
                context,
                outcome,
                WireTypes::readResponse);
    }

    @Override
    public void openSession(String address, CallContext context, Outcome<Long> outcome) {
        call(
                address,
                Methods.OPEN_SESSION,
                new Catena.openSession_args(options(context)),
                context,
                outcome,
                number -> number);
    }

    @Override
    public void abandon(String address, String why) {
        peers.abandonCalls(address, why);
    }

    /** Whether the error says that nothing was done. */
    private static boolean isCertain(Exception error) {
        return error instanceof Unavailable
                || error instanceof InvalidRequest
                || error instanceof SessionExpired
                || error instanceof Forbidden;
    }

    private static CallOptions options(CallContext context) {
        return new CallOptions()
                .setChain(context.chain())
                .setDeadlineMillis((int) context.timeoutMillis())
                .setHops(context.hops())
                .setOrigin(origin(context.origin()));
    }

    private static Origin origin(io.catena.server.chain.Origin client) {
        Origin origin = new Origin(client.address(), client.connection());
        return client.principal().isEmpty() ? origin : origin.setPrincipal(client.principal());
    }

    private <A extends TSerializable, W, T> void call(
            String address,
            RemoteMethod<A, W> method,
            A arguments,
            CallContext context,
            Outcome<T> outcome,
            Function<W, T> fromWire) {
        peers.call(address, method, arguments, context.timeoutMillis(), new Reply<>() {
            @Override
            public void succeed(W answer) {
                outcome.completed(fromWire.apply(answer));
            }

            @Override
            public void fail(Exception error) {
                if (!(error instanceof PeerCallException unanswered)) {
                    outcome.failed(new RequestFailure.OfOtherNode(error, !isCertain(error)));
                } else if (unanswered.isTooMuch()) {
                    outcome.refused(unanswered.getMessage());
                } else {
                    outcome.lost(unanswered.getMessage(), unanswered.mayHaveBeenDone());
                }
            }
        });
    }
}
