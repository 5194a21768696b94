package io.catena.server.node.requests;

import io.catena.server.chain.Key;
import io.catena.server.chain.Origin;
import io.catena.server.node.replicas.ChainLayout;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.requests.CallContext;
import io.catena.server.requests.ChainCallback;
import io.catena.server.requests.RequestFailure;
import io.catena.server.requests.Requests;
import io.catena.server.requests.RequestsByChain;
import io.catena.server.rpc.Reply;
import io.catena.server.rpc.inbound.services.ClientRequests;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Layout;
import io.catena.thrift.ReadResults;
import io.catena.thrift.Write;
import io.catena.thrift.WriteResults;
import io.catena.thrift.catenaConstants;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;

/** Converts clients' requests from the wire types and the answers back. On the event loop. */
public final class WireRequests implements ClientRequests {
    /** Of the heap, for answers of which other parts are awaited. */
    private static final int HELD_PART = 16;

    private final ChainTable chains;
    private final RequestsByChain requests;

    /** @param parts how many like this the node has: they share the memory */
    public WireRequests(ChainTable chains, int parts) {
        this.chains = chains;
        this.requests = new RequestsByChain(
                chains,
                System::nanoTime,
                Runtime.getRuntime().maxMemory() / HELD_PART / parts,
                catenaConstants.MAX_BATCH_BYTES);
    }

    /** Of a cluster of one chain. */
    public WireRequests(Requests requests, ChainLayout layout, Failures failures) {
        this(
                new ChainTable(
                        1,
                        chain -> new ChainAccess(
                                layout,
                                new CurrentReplica(),
                                requests,
                                failures,
                                then -> then.accept(layout.toWire()))),
                1);
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
        if (chains.has(chain)) {
            chains.chain(chain)
                    .layouts()
                    .tell(layout -> reply.succeed(chains.count() == 1 ? layout : layout.setChains(chains.count())));
        } else {
            reply.fail(chains.chain(1).failures().noSuchChain(chain));
        }
    }

    private static CallContext context(CallOptions options, Origin origin) {
        return new CallContext(options.getChain(), origin, options.getHops(), options.getDeadlineMillis());
    }

    private <A, T> ChainCallback<A> telling(Reply<T> reply, Function<A, T> toWire) {
        return new ChainCallback<>() {
            @Override
            public void completed(A result) {
                reply.succeed(toWire.apply(result));
            }

            @Override
            public void failed(int chain, RequestFailure failure) {
                reply.fail(failure.accept(chains.chain(chain).failures()));
            }
        };
    }
}
