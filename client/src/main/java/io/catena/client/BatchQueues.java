package io.catena.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The queues of one kind, reads or writes, to all servers. */
final class BatchQueues<W, O extends PendingOperation<W, ?>> {
    private final Topology topology;
    private final Function<ChainRoute, ServerAddress> target;
    private final Function<ServerAddress, Lane<W, O>> newLane;
    private final int lanesPerServer;
    private final Map<ServerAddress, List<Lane<W, O>>> byServer = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    /** Guarded by this object. */
    private boolean closed;

    BatchQueues(
            Topology topology,
            Function<ChainRoute, ServerAddress> target,
            Function<ServerAddress, Lane<W, O>> newLane,
            int lanesPerServer) {
        this.topology = topology;
        this.target = target;
        this.newLane = newLane;
        this.lanesPerServer = lanesPerServer;
    }

    /** A queue to the server that is to be asked for the operation; an idle queue if there is one. */
    BatchQueue<W, O> batchQueue(O operation) {
        ChainRoute chain = topology.routeOf(operation.key());
        operation.sendTo(chain);
        ServerAddress server = target.apply(chain);
        List<Lane<W, O>> lanes = byServer.get(server);
        if (lanes == null) {
            lanes = open(server);
        }
        if (lanes.size() == 1) {
            return lanes.get(0).queue(chain);
        }
        for (Lane<W, O> lane : lanes) {
            BatchQueue<W, O> batchQueue = lane.queue(chain);
            if (batchQueue.isIdle()) {
                return batchQueue;
            }
        }
        return lanes.get(Math.floorMod(turn.getAndIncrement(), lanes.size())).queue(chain);
    }

    private synchronized List<Lane<W, O>> open(ServerAddress server) {
        forgetServersThatLeft();
        return byServer.computeIfAbsent(server, address -> {
            List<Lane<W, O>> lanes = new ArrayList<>();
            for (int i = 0; i < lanesPerServer; i++) {
                Lane<W, O> lane = newLane.apply(address);
                if (closed) {
                    lane.close();
                }
                lanes.add(lane);
            }
            return lanes;
        });
    }

    private void forgetServersThatLeft() {
        byServer.entrySet()
                .removeIf(entry -> !topology.isKnown(entry.getKey())
                        && entry.getValue().stream().allMatch(Lane::disconnectIfIdle));
    }

    synchronized void close() {
        closed = true;
        byServer.values().forEach(lanes -> lanes.forEach(Lane::close));
    }
}
