package io.catena.server.controller.placing;

import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.PlacementChange;
import io.catena.server.placement.PlacementChange.AwayNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** For how long the nodes have been there or away, as far as one term of a controller has seen. */
final class SeenNodes {
    private Set<CarryingNode> registered;
    private long registeredSinceNanos;
    private final Map<String, Long> awaySinceNanos = new HashMap<>();

    /** @param replicas of each chain */
    PlacementChange.Seen look(long nowNanos, PlacementDirectory.Reading.Found found, int replicas) {
        Set<CarryingNode> there = new HashSet<>(found.registered());
        if (!there.equals(registered)) {
            registered = there;
            registeredSinceNanos = nowNanos;
        }
        return new PlacementChange.Seen(
                found.published().placement(),
                replicas,
                found.minReplicas(),
                found.registered(),
                TimeUnit.NANOSECONDS.toMillis(nowNanos - registeredSinceNanos),
                away(nowNanos, found),
                found.departures().drained());
    }

    private List<AwayNode> away(long nowNanos, PlacementDirectory.Reading.Found found) {
        Set<String> there = new HashSet<>();
        found.registered().forEach(node -> there.add(node.nodeId()));
        List<AwayNode> away = new ArrayList<>();
        Set<String> awayIds = new HashSet<>();
        for (CarryingNode node : found.published().named()) {
            if (!there.contains(node.nodeId())) {
                awayIds.add(node.nodeId());
                long sinceNanos = awaySinceNanos.computeIfAbsent(node.nodeId(), id -> nowNanos);
                away.add(new AwayNode(
                        node,
                        TimeUnit.NANOSECONDS.toMillis(nowNanos - sinceNanos),
                        found.departures().gone().contains(node.nodeId())));
            }
        }
        awaySinceNanos.keySet().retainAll(awayIds);
        return away;
    }
}
