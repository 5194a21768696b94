package io.catena.server.node.requests;

import io.catena.server.chain.Key;
import io.catena.server.chain.Origin;
import io.catena.server.node.replicas.ChainLayout;
import io.catena.server.requests.CallContext;
import io.catena.server.requests.Callback;
import io.catena.server.requests.RequestFailure;
import io.catena.server.requests.Requests;
import io.catena.server.rpc.Reply;
import io.catena.server.rpc.inbound.services.ClientRequests;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Layout;
import io.catena.thrift.ReadResults;
import io.catena.thrift.Write;
import io.catena.thrift.WriteResults;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;

/** Converts clients' requests from the wire types and the answers back. On the event loop. */
public final class WireRequests implements ClientRequests {
    private final Requests requests;
    private final ChainLayout layout;
    private final Failures failures;

    public WireRequests(Requests requests, ChainLayout layout, Failures failures) {
        this.requests = requests;
        this.layout = layout;
        this.failures = failures;
    }

    @Override
    public void write(List<Write> writes, CallOptions options, Origin origin, Reply<WriteResults> reply) {
        requests.write(context(options, origin), WireTypes.commands(writes), telling(reply, WireTypes::writeResults));
    }

    @Override
    public void openSession(CallOptions options, Origin origin, Reply<Long> reply) {
        requests.openSession(context(options, origin), telling(reply, number -> number));
    }

    @Override
    public void read(List<ByteBuffer> keys, CallOptions options, Origin origin, Reply<ReadResults> reply) {
        List<Key> wanted = keys.stream().map(WireTypes::key).toList();
        if (options.isStale()) {
            requests.readStale(context(options, origin), wanted, telling(reply, WireTypes::staleResults));
        } else {
            requests.read(context(options, origin), wanted, telling(reply, WireTypes::readResults));
        }
    }

    @Override
    public void layout(int chain, Reply<Layout> reply) {
        if (chain == layout.chain()) {
            reply.succeed(layout.toWire());
        } else {
            reply.fail(failures.noSuchChain(chain));
        }
    }

    /** 0 stands for the chain of the keys, and there is one alone. */
    private CallContext context(CallOptions options, Origin origin) {
        int chain = options.getChain() == 0 ? layout.chain() : options.getChain();
        return new CallContext(chain, origin, options.getHops(), options.getDeadlineMillis());
    }

    private <A, T> Callback<A> telling(Reply<T> reply, Function<A, T> toWire) {
        return new Callback<>() {
            @Override
            public void completed(A result) {
                reply.succeed(toWire.apply(result));
            }

            @Override
            public void failed(RequestFailure failure) {
                reply.fail(failure.accept(failures));
            }
        };
    }
}
