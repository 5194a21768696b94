package io.catena.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * One connection to one server, and the queues before it: one for each chain, so that no chain waits for another. If more than
 * {@link #MAX_QUEUES} chains are asked for at one server, some share a queue: so the calls under way on the connection, and the
 * threads that lead queues in the background, stay few. Thread-safe.
 */
final class Lane<W, O extends PendingOperation<W, ?>> {
    static final int MAX_QUEUES = 16;

    private final SharedConnection connection;
    private final Supplier<BatchQueue<W, O>> newQueue;
    private final Map<ChainRoute, BatchQueue<W, O>> byChain = new ConcurrentHashMap<>();
    /** Guarded by this object. */
    private final List<BatchQueue<W, O>> queues = new ArrayList<>();
    /** Guarded by this object. */
    private boolean closed;

    Lane(SharedConnection connection, Supplier<BatchQueue<W, O>> newQueue) {
        this.connection = connection;
        this.newQueue = newQueue;
    }

    /** @param attemptMillis the limit of each attempt */
    static <W, O extends PendingOperation<W, ?>> Lane<W, O> on(
            SharedConnection connection,
            Exchange<W, O> exchange,
            Topology topology,
            Threads threads,
            long attemptMillis) {
        return new Lane<>(
                connection,
                () -> new BatchQueue<>(
                        new BatchSender<>(connection, exchange, topology, threads),
                        exchange,
                        threads,
                        connection.address(),
                        attemptMillis));
    }

    BatchQueue<W, O> queue(ChainRoute chain) {
        BatchQueue<W, O> queue = byChain.get(chain);
        return queue == null ? assign(chain) : queue;
    }

    private synchronized BatchQueue<W, O> assign(ChainRoute chain) {
        BatchQueue<W, O> assigned = byChain.get(chain);
        if (assigned == null) {
            assigned = byChain.size() < MAX_QUEUES ? add() : queues.get(byChain.size() % MAX_QUEUES);
            byChain.put(chain, assigned);
        }
        return assigned;
    }

    private BatchQueue<W, O> add() {
        BatchQueue<W, O> queue = newQueue.get();
        if (closed) {
            queue.close();
        }
        queues.add(queue);
        return queue;
    }

    /** @return false if it is in use; otherwise it can be used again, on a new connection */
    boolean disconnectIfIdle() {
        return connection.disconnectIfUnused();
    }

    /** Ends all attempts; no more are made. */
    synchronized void close() {
        closed = true;
        connection.close();
        queues.forEach(BatchQueue::close);
    }
}
