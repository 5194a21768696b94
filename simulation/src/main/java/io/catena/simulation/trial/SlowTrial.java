package io.catena.simulation.trial;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.SharedSettings;
import io.catena.server.invariants.Violation;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import java.util.ArrayList;
import java.util.List;

/**
 * Another last phase, instead of {@link LinkTrial}: the disk of one member becomes far slower than all others, or
 * hangs, while clients go on writing. That member must lose its place, and no other. Of several chains one alone may be written: the
 * disk is as slow for those of which nobody asks anything.
 */
public final class SlowTrial {
    private static final int ENOUGH_MACHINES = 3;
    private static final long LIMIT_NANOS = Timeline.millis(60_000);
    private static final long LOOK_NANOS = Timeline.millis(500);
    private static final long WRITE_NANOS = Timeline.millis(300);
    /** Longer than such a member may stay. */
    private static final long HUNG_NANOS = Timeline.millis(120_000);

    /**
     * A disk must be eight times as slow as each other (H8). The average of the few writes of another one may be a few
     * times what its writes take on average.
     */
    private static final long FAR_SLOWER = 20;

    /** Time for a change of the settings to be published and activated. */
    private static final long IN_FORCE_NANOS = Timeline.millis(5_000);

    private static final String CHECK = "a node that is far slower is removed, and no other";

    private final SimulatedRun run;
    private final SimulatedCluster cluster;
    private final Liveness liveness;
    /** The chain that alone is written; 0: all are. */
    private int written;

    private boolean over;

    public SlowTrial(SimulatedRun run, SimulatedCluster cluster, Liveness liveness) {
        this.run = run;
        this.cluster = cluster;
        this.liveness = liveness;
    }

    public void run() {
        if (liveness.core().size() < ENOUGH_MACHINES) {
            return;
        }
        SimulatedMachine slow = run.seededRandom().pick(liveness.core());
        // Of these places those that are not lost yet: the node may come back, and lose its next ones.
        List<ObservedPlace> slowPlaces = new ArrayList<>(ObservedPlace.of(cluster, List.of(slow)));
        List<SimulatedMachine> others = new ArrayList<>(liveness.core());
        others.remove(slow);
        List<ObservedPlace> otherPlaces = ObservedPlace.of(cluster, others);
        if (run.seededRandom().chance(0.3)) {
            if (allAreNeeded()) {
                slow.slowDisk(HUNG_NANOS);
                keepWriting();
                noneGoes();
                over = true;
            }
            return;
        }
        if (run.chains() > 1 && run.seededRandom().chance(0.5)) {
            written = (int) run.seededRandom().between(1, run.chains());
        }
        boolean hangs = run.seededRandom().chance(0.5);
        slow.slowDisk(hangs ? HUNG_NANOS : slownessNanos());
        keepWriting();
        long end = run.timeline().nowNanos() + LIMIT_NANOS;
        while (!slowPlaces.isEmpty()) {
            if (run.timeline().nowNanos() >= end) {
                throw new Violation(
                        CHECK,
                        "%s are still in the way %d s after the disk became slow: %s",
                        slowPlaces,
                        LIMIT_NANOS / 1_000_000_000,
                        cluster.configurations());
            }
            run.timeline().runUntil(run.timeline().nowNanos() + LOOK_NANOS);
            slowPlaces.removeIf(ObservedPlace::isLost);
            for (ObservedPlace other : otherPlaces) {
                if (other.isLost()) {
                    throw new Violation(CHECK, "%s was removed because of the disk of %s", other, slow.name());
                }
            }
        }
        over = true;
        run.count(
                hangs
                        ? "slow: the node whose disk hung was removed"
                        : "slow: the node whose disk was slow was removed");
    }

    /** So much that, on average over a few writes, it is {@link #FAR_SLOWER} times that of the others at least. */
    private long slownessNanos() {
        return Math.max(
                run.seededRandom().between(Timeline.millis(500), Timeline.millis(2_000)),
                FAR_SLOWER * run.options().diskDelayNanos());
    }

    /** From now on a chain takes no writes with fewer members than it has; returns whether that is in force. */
    private boolean allAreNeeded() {
        SharedSettings settings = cluster.zooKeeper().newest().settings();
        int members = liveness.core().size();
        cluster.zooKeeper()
                .changeSettings(new SharedSettings(
                        settings.leaseMillis(), members, settings.wishedReplicas(), settings.format()));
        run.timeline().runUntil(run.timeline().nowNanos() + IN_FORCE_NANOS);
        return cluster.zooKeeper().newest().chains().stream()
                        .allMatch(chain -> chain.configuration().minReplicas() == members
                                && chain.configuration().equals(chain.activated()))
                && liveness.allOfTheCoreAreMembers();
    }

    private void noneGoes() {
        List<ObservedPlace> places = new ArrayList<>();
        for (Configuration newest : cluster.configurations()) {
            newest.members().forEach(member -> places.add(new ObservedPlace(cluster, newest.chain(), member)));
        }
        run.timeline().runUntil(run.timeline().nowNanos() + LIMIT_NANOS / 2);
        for (ObservedPlace place : places) {
            if (place.isLost()) {
                throw new Violation(
                        "never below the least number of replicas",
                        "%s was removed, and %d members must be there",
                        place,
                        place.newest().minReplicas());
            }
        }
        run.count("slow: the node whose disk hung has stayed, since all are needed");
    }

    private void keepWriting() {
        if (!over) {
            SimulatedMachine machine = run.seededRandom().pick(liveness.core());
            if (written == 0) {
                liveness.write(machine);
            } else {
                liveness.write(written, machine);
            }
            run.timeline().after(WRITE_NANOS, this::keepWriting);
        }
    }
}
