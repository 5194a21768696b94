package io.catena.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** The lanes of one kind, reads or writes, to all servers. */
final class LaneGroup<W, O extends Operation<W, ?>> {
    private final Topology topology;
    private final Supplier<ServerAddress> target;
    private final Function<ServerAddress, Lane<W, O>> newLane;
    private final int lanesPerServer;
    private final Map<ServerAddress, List<Lane<W, O>>> byServer = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    /** Guarded by this object. */
    private boolean closed;

    LaneGroup(
            Topology topology,
            Supplier<ServerAddress> target,
            Function<ServerAddress, Lane<W, O>> newLane,
            int lanesPerServer) {
        this.topology = topology;
        this.target = target;
        this.newLane = newLane;
        this.lanesPerServer = lanesPerServer;
    }

    /** A lane to the server that is to be asked; an idle lane if there is one. */
    Lane<W, O> lane() {
        ServerAddress server = target.get();
        List<Lane<W, O>> lanes = byServer.get(server);
        if (lanes == null) {
            lanes = open(server);
        }
        if (lanes.size() == 1) {
            return lanes.get(0);
        }
        for (Lane<W, O> lane : lanes) {
            if (lane.isIdle()) {
                return lane;
            }
        }
        return lanes.get(Math.floorMod(turn.getAndIncrement(), lanes.size()));
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
        List<ServerAddress> known = topology.servers();
        byServer.entrySet()
                .removeIf(entry -> !known.contains(entry.getKey())
                        && entry.getValue().stream().allMatch(Lane::disconnectIfIdle));
    }

    synchronized void close() {
        closed = true;
        byServer.values().forEach(lanes -> lanes.forEach(Lane::close));
    }
}
