package io.catena.server.rpc.inbound.services;

import io.catena.server.chain.Origin;
import io.catena.server.rpc.Reply;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Layout;
import io.catena.thrift.ReadResults;
import io.catena.thrift.Write;
import io.catena.thrift.WriteResults;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The requests of clients, already checked against the limits of {@code catena.thrift}. Called on the event loop; must
 * not block. The answer goes through the reply, at any later time. Arrays and lists belong to the callee.
 *
 * <p>An exception that an implementation throws is logged and answered as an internal error. An implementation that
 * must end the process because of it does so itself.
 */
public interface ClientRequests extends Readiness {
    /**
     * @param writes 1 to MAX_BATCH_OPERATIONS; a DELETE carries no value
     * @param options never null, its deadline within bounds; not checked: whether the chain exists
     * @param origin the client from which the call came
     * @param reply gets one result for each write, in their order
     */
    void write(List<Write> writes, CallOptions options, Origin origin, Reply<WriteResults> reply);

    /**
     * @param keys 1 to MAX_BATCH_OPERATIONS, each an array of its own
     * @param reply gets one result for each key, in their order, or fewer if their values would exceed MAX_BATCH_BYTES;
     *     at least one
     */
    void read(List<ByteBuffer> keys, CallOptions options, Origin origin, Reply<ReadResults> reply);

    void openSession(CallOptions options, Origin origin, Reply<Long> reply);

    void layout(int chain, Reply<Layout> reply);
}
