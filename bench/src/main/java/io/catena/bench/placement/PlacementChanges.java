package io.catena.bench.placement;

import io.catena.bench.output.Table;
import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Placement;
import io.catena.server.placement.PlacementChange;
import io.catena.server.placement.PlacementChange.AwayNode;
import io.catena.server.placement.PlacementTimings;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The placements that a controller decides on, and the configurations that follow: for the first time, and when a node joins, is
 * drained, or is lost for good.
 */
public final class PlacementChanges {
    private static final int ROUNDS = 10;
    private static final int LEAST_REPLICAS = 1;
    private static final PlacementTimings TIMINGS = PlacementTimings.STANDARD;
    private static final double MILLI_NANOS = 1e6;
    private static final double MICRO_NANOS = 1e3;

    private final int chains;
    private final int replicas;
    private final int times;
    private final Consumer<String> progress;
    private final Table placements = new Table(
            "nodes",
            "domains",
            "change",
            "decisions",
            "replicas_made",
            "least_possible",
            "made_to_least",
            "chains_changed",
            "other_heads",
            "other_tails",
            "replicas_of_a_node",
            "heads_of_a_node",
            "tails_of_a_node",
            "percent_off_even",
            "least_percent_off",
            "decision_ms",
            "slowest_ms");
    private final Table configurations = new Table(
            "nodes",
            "domains",
            "change",
            "chains",
            "epochs",
            "rounds",
            "step_us",
            "slowest_step_ms",
            "all_steps_ms",
            "heads_elsewhere");

    /** @param times how often each decision is measured */
    public PlacementChanges(int chains, int replicas, int times, Consumer<String> progress) {
        this.chains = chains;
        this.replicas = replicas;
        this.times = times;
        this.progress = progress;
    }

    /** A row for each change of the placement. */
    public Table placements() {
        return placements;
    }

    /** For each of them, what the chains that it concerns go through. */
    public Table configurations() {
        return configurations;
    }

    /**
     * What the controller sees.
     *
     * @param there the nodes that are registered
     */
    private record Sight(Placement today, List<CarryingNode> there, List<AwayNode> away, Set<String> drained) {
        private PlacementChange.Seen seen(int replicas) {
            return new PlacementChange.Seen(
                    today, replicas, LEAST_REPLICAS, there, TIMINGS.calmMillis(), away, drained);
        }

        private Sight after(Placement next) {
            return new Sight(next, there, away, drained);
        }

        private Set<String> alive() {
            return there.stream().map(CarryingNode::nodeId).collect(Collectors.toSet());
        }

        private int carrying() {
            return there.size() - drained.size();
        }
    }

    /**
     * Places the chains on so many nodes; then one joins, one of the first is drained, and one is lost, one after the other.
     *
     * @param domains over how many domains the nodes are spread; 0: each fails alone
     */
    public void study(int count, int domains) {
        ChainRounds rounds = new ChainRounds(replicas);
        List<CarryingNode> nodes = ImaginedNodes.of(count, domains);
        Placement placement = row(
                "first",
                domains,
                chains * Math.min(replicas, count),
                new Sight(Placement.empty(chains), nodes, List.of(), Set.of()),
                rounds);
        List<CarryingNode> more = new ArrayList<>(nodes);
        more.add(ImaginedNodes.node(count, domains));
        int share = chains * Math.min(replicas, count) / more.size();
        placement = row("join", domains, share, new Sight(placement, more, List.of(), Set.of()), rounds);
        CarryingNode drained = nodes.get(count / 3);
        placement = row(
                "drain",
                domains,
                Moved.carried(placement, drained.nodeId()),
                new Sight(placement, more, List.of(), Set.of(drained.nodeId())),
                rounds);
        CarryingNode lost = nodes.get(count / 2);
        more.remove(drained);
        more.remove(lost);
        row(
                "loss",
                domains,
                Moved.carried(placement, lost.nodeId()),
                new Sight(placement, more, List.of(new AwayNode(lost, TIMINGS.replacedAfterMillis(), false)), Set.of()),
                rounds);
    }

    private Placement row(String change, int domains, int least, Sight sight, ChainRounds rounds) {
        progress.accept(chains + " chains on " + sight.there().size() + " nodes in " + domains + " domains: " + change);
        List<Long> nanos = new ArrayList<>();
        Placement next = sight.today();
        for (int time = 0; time < times; time++) {
            long begin = processorNanos();
            next = decide(sight).orElse(sight.today());
            nanos.add(processorNanos() - begin);
        }
        int decisions = 1;
        for (Optional<Placement> further = decide(sight.after(next));
                further.isPresent();
                further = decide(sight.after(next))) {
            next = further.get();
            if (++decisions > ROUNDS) {
                throw new IllegalStateException("the placement still changes after " + ROUNDS + " decisions");
            }
        }
        nanos.sort(null);
        Moved moved = new Moved(sight.today(), next, sight.carrying());
        addPlacement(change, domains, least, moved, decisions, nanos);
        addConfigurations(change, domains, moved, sight, rounds);
        return next;
    }

    /** Of this thread: what else runs on the machine is not measured. */
    static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private Optional<Placement> decide(Sight sight) {
        return PlacementChange.decide(sight.seen(replicas), TIMINGS).next();
    }

    private void addPlacement(
            String change, int domains, int least, Moved moved, int decisions, List<Long> sortedNanos) {
        int made = moved.replicasMade();
        placements.add(
                moved.nodes(),
                domains,
                change,
                decisions,
                made,
                least,
                (double) made / least,
                moved.chains().size(),
                moved.others(Moved::head),
                moved.others(Moved::tail),
                range(moved.ofANode(line -> line)),
                range(moved.ofANode(line -> line.subList(0, 1))),
                range(moved.ofANode(line -> line.subList(line.size() - 1, line.size()))),
                moved.percentOff(),
                moved.leastPercentOff(),
                sortedNanos.get(sortedNanos.size() / 2) / MILLI_NANOS,
                sortedNanos.get(sortedNanos.size() - 1) / MILLI_NANOS);
    }

    private void addConfigurations(String change, int domains, Moved moved, Sight sight, ChainRounds rounds) {
        ChainRounds.Effort effort = rounds.follow(moved.after(), moved.chains(), sight.alive());
        configurations.add(
                moved.nodes(),
                domains,
                change,
                effort.chains(),
                effort.epochs(),
                effort.rounds(),
                effort.nanos() / MICRO_NANOS / Math.max(1, effort.epochs() + effort.chains()),
                effort.slowestNanos() / MILLI_NANOS,
                effort.nanos() / MILLI_NANOS,
                rounds.otherHeads(moved.after()));
    }

    private static String range(IntSummaryStatistics counts) {
        return counts.getMin() + "-" + counts.getMax();
    }
}
