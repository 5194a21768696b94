package io.catena.simulation.trial;

import io.catena.server.invariants.Violation;
import io.catena.simulation.faults.Drains;
import io.catena.simulation.invariants.MembershipInvariants;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The last phase where chains are on some of the machines: an operator drains a machine of a core that serves, and takes that back. The
 * machine must become empty, no chain may have fewer members meanwhile than before, and each must be where it is placed in the end.
 */
public final class DrainTrial {
    private static final long LIMIT_NANOS = Timeline.millis(120_000);
    private static final long LOOK_NANOS = Timeline.millis(500);
    /** An order is given again after that time, since its answer may be lost. */
    private static final int LOOKS_FOR_AN_ORDER = 20;

    private final SimulatedRun run;
    private final SimulatedCluster cluster;
    private final Liveness liveness;
    private final IntFunction<MembershipInvariants> memberships;
    private final Drains drains;

    /** @param memberships those of a chain, by its number */
    public DrainTrial(
            SimulatedRun run,
            SimulatedCluster cluster,
            Liveness liveness,
            IntFunction<MembershipInvariants> memberships) {
        this.run = run;
        this.cluster = cluster;
        this.liveness = liveness;
        this.memberships = memberships;
        this.drains = new Drains(run);
    }

    public void run() {
        int replicas = run.placement().replicas();
        if (liveness.core().size() <= replicas) {
            return;
        }
        SimulatedMachine drained = run.seededRandom().pick(liveness.core());
        List<SimulatedMachine> others = new ArrayList<>(liveness.core());
        others.remove(drained);
        chains().forEach(chain -> memberships.apply(chain).isToKeep(replicas));
        await(
                drained.name() + " is drained and does not become empty",
                () -> drains.drain(drained, run.seededRandom().pick(others)),
                () -> isEmpty(drained) && liveness.allOfTheCoreCarryWhatIsPlaced());
        await(
                drained.name() + " is drained no more, and the chains are not where they are placed",
                () -> drains.undrain(drained, run.seededRandom().pick(others)),
                () -> !isDrained(drained) && liveness.allOfTheCoreCarryWhatIsPlaced());
        run.count("drained and taken back");
    }

    private IntStream chains() {
        return IntStream.rangeClosed(1, cluster.chains());
    }

    private boolean isDrained(SimulatedMachine machine) {
        return cluster.zooKeeper().newest().placement().departures().drained().contains(machine.name());
    }

    private boolean isEmpty(SimulatedMachine machine) {
        return isDrained(machine)
                && chains().noneMatch(chain -> cluster.placed(chain).contains(machine.name()));
    }

    private void await(String otherwise, Runnable order, BooleanSupplier isSo) {
        long end = run.timeline().nowNanos() + LIMIT_NANOS;
        for (int look = 0; !isSo.getAsBoolean(); look++) {
            if (run.timeline().nowNanos() >= end) {
                throw new Violation(
                        "a drained node becomes empty",
                        "%s within %d s: %s, placed by %s",
                        otherwise,
                        LIMIT_NANOS / 1_000_000_000,
                        cluster.configurations(),
                        cluster.zooKeeper().newest().placement());
            }
            if (look % LOOKS_FOR_AN_ORDER == 0) {
                order.run();
            }
            liveness.write(run.seededRandom().pick(liveness.core()));
            run.timeline().runUntil(run.timeline().nowNanos() + LOOK_NANOS);
        }
    }
}
