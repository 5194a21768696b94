package io.catena.server.controller.placing;

import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Departures;
import io.catena.server.placement.PlacementChange;
import io.catena.server.placement.PlacementChange.AwayNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * For how long the nodes have been there or away, as far as one term of a controller has seen, and for how long earlier ones have
 * written down that a node was away (M18).
 */
final class SeenNodes {
    /** What is counted is written down so often: a new term lacks so much of it at most. */
    static final long NOTE_MILLIS = 30_000;
    /** Whatever is written down: it is counted on from there, and no node is gone for longer. */
    private static final long MOST_MILLIS = TimeUnit.HOURS.toMillis(1);

    private Set<CarryingNode> registered;
    private long registeredSinceNanos;
    private final Map<String, Long> awaySinceNanos = new HashMap<>();
    /** Ids of the nodes that this term has seen there: what was written down of them before is over. */
    private final Set<String> wereThere = new HashSet<>();

    /** @param replicas of each chain */
    PlacementChange.Seen look(long nowNanos, PlacementDirectory.Reading.Found found, int replicas) {
        Set<CarryingNode> there = new HashSet<>(found.registered());
        if (!there.equals(registered)) {
            registered = there;
            registeredSinceNanos = nowNanos;
        }
        there.forEach(node -> wereThere.add(node.nodeId()));
        return new PlacementChange.Seen(
                found.published().placement(),
                replicas,
                found.minReplicas(),
                found.registered(),
                millis(nowNanos, registeredSinceNanos),
                away(nowNanos, found),
                found.departures().drained());
    }

    private List<AwayNode> away(long nowNanos, PlacementDirectory.Reading.Found found) {
        Set<String> there = new HashSet<>();
        found.registered().forEach(node -> there.add(node.nodeId()));
        List<AwayNode> away = new ArrayList<>();
        Set<String> awayIds = new HashSet<>();
        for (CarryingNode node : found.published().named()) {
            String nodeId = node.nodeId();
            if (!there.contains(nodeId)) {
                awayIds.add(nodeId);
                long sinceNanos =
                        awaySinceNanos.computeIfAbsent(nodeId, id -> nowNanos - countedNanos(id, found.departures()));
                away.add(new AwayNode(
                        node,
                        millis(nowNanos, sinceNanos),
                        found.departures().gone().contains(nodeId)));
            }
        }
        awaySinceNanos.keySet().retainAll(awayIds);
        return away;
    }

    private long countedNanos(String nodeId, Departures departures) {
        long millis = wereThere.contains(nodeId) ? 0 : departures.awayMillis().getOrDefault(nodeId, 0L);
        return TimeUnit.MILLISECONDS.toNanos(Math.max(0, Math.min(millis, MOST_MILLIS)));
    }

    private static long millis(long nowNanos, long sinceNanos) {
        return TimeUnit.NANOSECONDS.toMillis(nowNanos - sinceNanos);
    }

    /** What is to be written down of nodes that are away, as of the last look; what was, if that is as good. */
    Departures noted(long nowNanos, Departures before) {
        Map<String, Long> counted = new TreeMap<>();
        awaySinceNanos.forEach((nodeId, sinceNanos) -> counted.put(nodeId, millis(nowNanos, sinceNanos)));
        boolean isAsGood = counted.keySet().containsAll(before.awayMillis().keySet())
                && counted.entrySet().stream()
                        .allMatch(
                                node -> isAsGood(before.awayMillis().getOrDefault(node.getKey(), 0L), node.getValue()));
        return isAsGood ? before : before.away(counted);
    }

    private static boolean isAsGood(long notedMillis, long countedMillis) {
        return notedMillis <= countedMillis && countedMillis - notedMillis < NOTE_MILLIS;
    }
}
