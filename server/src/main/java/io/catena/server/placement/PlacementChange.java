package io.catena.server.placement;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides when the chains are placed anew, and on which nodes (M6): a pure function of what is seen, and for how long it has been so.
 * Where each chain goes is decided by {@link NextPlacement}.
 */
public final class PlacementChange {
    private final Seen seen;
    private final PlacementTimings timings;

    private PlacementChange(Seen seen, PlacementTimings timings) {
        this.seen = seen;
        this.timings = timings;
    }

    /**
     * What is seen.
     *
     * @param today the last placement that was made; {@link Placement#empty} if there is none
     * @param replicas of each chain
     * @param minReplicas a chain with fewer members takes no writes
     * @param registered the nodes that are there
     * @param calmMillis for how long these have been the registered nodes
     * @param away the nodes that are placed and not registered, as they were last seen
     * @param drained ids of the nodes that are to carry nothing, whether they are there or not
     */
    public record Seen(
            Placement today,
            int replicas,
            int minReplicas,
            List<CarryingNode> registered,
            long calmMillis,
            List<AwayNode> away,
            Set<String> drained) {}

    /**
     * A node that carries replicas and is not registered.
     *
     * @param millis for how long
     * @param forGood whether it does not come back
     */
    public record AwayNode(CarryingNode node, long millis, boolean forGood) {}

    /**
     * What is to be done.
     *
     * @param next the placement to be published; empty if today's stays
     * @param lookAgainMillis after which time something else may have to be done although nothing changes; 0: never
     */
    public record Decision(Optional<Placement> next, long lookAgainMillis) {}

    public static Decision decide(Seen seen, PlacementTimings timings) {
        return new PlacementChange(seen, timings).decide();
    }

    /**
     * The placement that would be there if the nodes had been the same for long enough; today's, if it would stay.
     *
     * @param registered those that are to carry something
     * @param away likewise
     */
    public static Placement whenCalm(
            Placement today, int replicas, int minReplicas, List<CarryingNode> registered, List<AwayNode> away) {
        PlacementTimings timings = PlacementTimings.STANDARD;
        return decide(new Seen(today, replicas, minReplicas, registered, timings.calmMillis(), away, Set.of()), timings)
                .next()
                .orElse(today);
    }

    private Decision decide() {
        List<CarryingNode> carrying = new ArrayList<>(
                seen.registered().stream().filter(this::isToCarry).toList());
        if (carrying.isEmpty()) {
            return new Decision(Optional.empty(), 0);
        }
        if (seen.calmMillis() < timings.calmMillis()) {
            return new Decision(Optional.empty(), timings.calmMillis() - seen.calmMillis());
        }
        long lookAgainMillis = 0;
        boolean isUrgent = someChainLacksItsLeast();
        for (AwayNode away : seen.away()) {
            if (isToCarry(away.node())
                    && !away.forGood()
                    && !isUrgent
                    && away.millis() < timings.replacedAfterMillis()) {
                carrying.add(away.node());
                long leftMillis = timings.replacedAfterMillis() - away.millis();
                lookAgainMillis = lookAgainMillis == 0 ? leftMillis : Math.min(lookAgainMillis, leftMillis);
            }
        }
        Placement next = NextPlacement.of(carrying, seen.replicas(), seen.today());
        if (next.equals(seen.today())) {
            return new Decision(Optional.empty(), lookAgainMillis);
        }
        PermittedPlacement.check(carrying, seen.replicas(), seen.today(), next);
        return new Decision(Optional.of(next), lookAgainMillis);
    }

    private boolean isToCarry(CarryingNode node) {
        return !seen.drained().contains(node.nodeId());
    }

    /** Whether a chain takes no writes until a node is back or another one has taken its place. */
    private boolean someChainLacksItsLeast() {
        Set<String> there = new HashSet<>();
        seen.registered().forEach(node -> there.add(node.nodeId()));
        int least = Math.min(seen.minReplicas(), seen.replicas());
        return seen.today().lines().stream()
                .filter(line -> !line.isEmpty())
                .anyMatch(line -> line.stream().filter(there::contains).count() < least);
    }
}
