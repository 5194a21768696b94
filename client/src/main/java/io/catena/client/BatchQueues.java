package io.catena.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** The queues of one kind, reads or writes, to all servers. */
final class BatchQueues<W, O extends PendingOperation<W, ?>> {
    private final Topology topology;
    private final Supplier<ServerAddress> target;
    private final Function<ServerAddress, BatchQueue<W, O>> newLane;
    private final int lanesPerServer;
    private final Map<ServerAddress, List<BatchQueue<W, O>>> byServer = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    /** Guarded by this object. */
    private boolean closed;

    BatchQueues(
            Topology topology,
            Supplier<ServerAddress> target,
            Function<ServerAddress, BatchQueue<W, O>> newLane,
            int lanesPerServer) {
        this.topology = topology;
        this.target = target;
        this.newLane = newLane;
        this.lanesPerServer = lanesPerServer;
    }

    /** A queue to the server that is to be asked; an idle queue if there is one. */
    BatchQueue<W, O> batchQueue() {
        ServerAddress server = target.get();
        List<BatchQueue<W, O>> queues = byServer.get(server);
        if (queues == null) {
            queues = open(server);
        }
        if (queues.size() == 1) {
            return queues.get(0);
        }
        for (BatchQueue<W, O> batchQueue : queues) {
            if (batchQueue.isIdle()) {
                return batchQueue;
            }
        }
        return queues.get(Math.floorMod(turn.getAndIncrement(), queues.size()));
    }

    private synchronized List<BatchQueue<W, O>> open(ServerAddress server) {
        forgetServersThatLeft();
        return byServer.computeIfAbsent(server, address -> {
            List<BatchQueue<W, O>> queues = new ArrayList<>();
            for (int i = 0; i < lanesPerServer; i++) {
                BatchQueue<W, O> batchQueue = newLane.apply(address);
                if (closed) {
                    batchQueue.close();
                }
                queues.add(batchQueue);
            }
            return queues;
        });
    }

    private void forgetServersThatLeft() {
        List<ServerAddress> known = topology.servers();
        byServer.entrySet()
                .removeIf(entry -> !known.contains(entry.getKey())
                        && entry.getValue().stream().allMatch(BatchQueue::disconnectIfIdle));
    }

    synchronized void close() {
        closed = true;
        byServer.values().forEach(queues -> queues.forEach(BatchQueue::close));
    }
}
