package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.SharedSettings;
import io.catena.server.invariants.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * Another last phase, instead of {@link LinkTrial}: the disk of one member becomes far slower than all others, or
 * hangs, while clients go on writing. That member must lose its place, and no other.
 */
final class SlowTrial {
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

    private static final String CHECK = "who is far slower goes, and nobody else";

    private final World world;
    private final Liveness liveness;
    private boolean over;

    SlowTrial(World world, Liveness liveness) {
        this.world = world;
        this.liveness = liveness;
    }

    void run() {
        if (liveness.core().size() < ENOUGH_MACHINES) {
            return;
        }
        SimulatedMachine slow = world.seededRandom().pick(liveness.core());
        Member slowMember = slow.process().self();
        List<Member> others = new ArrayList<>();
        for (SimulatedMachine machine : liveness.core()) {
            if (machine != slow) {
                others.add(machine.process().self());
            }
        }
        if (world.seededRandom().chance(0.3)) {
            if (allAreNeeded()) {
                slow.slowDisk(HUNG_NANOS);
                keepWriting();
                nobodyGoes();
                over = true;
            }
            return;
        }
        boolean hangs = world.seededRandom().chance(0.5);
        slow.slowDisk(hangs ? HUNG_NANOS : slownessNanos());
        keepWriting();
        long end = world.timeline().nowNanos() + LIMIT_NANOS;
        while (!newest().hasRemoved(slowMember)) {
            if (world.timeline().nowNanos() >= end) {
                throw new Violation(
                        CHECK,
                        "%s is still in the way %d s after its disk became slow: epoch %d is %s",
                        slow.name(),
                        LIMIT_NANOS / 1_000_000_000,
                        newest().epoch(),
                        newest().members());
            }
            world.timeline().runUntil(world.timeline().nowNanos() + LOOK_NANOS);
            for (Member other : others) {
                if (newest().hasRemoved(other)) {
                    throw new Violation(CHECK, "%s was removed because of the disk of %s", other, slow.name());
                }
            }
        }
        over = true;
        world.count(hangs ? "slow: whose disk hung has gone" : "slow: whose disk was slow has gone");
    }

    /** So much that, on average over a few writes, it is {@link #FAR_SLOWER} times that of the others at least. */
    private long slownessNanos() {
        return Math.max(
                world.seededRandom().between(Timeline.millis(500), Timeline.millis(2_000)),
                FAR_SLOWER * world.options().diskDelayNanos());
    }

    /** From now on the chain takes no writes with fewer members than it has; returns whether that is in force. */
    private boolean allAreNeeded() {
        SharedSettings settings = world.zooKeeper().newest().settings();
        int members = newest().members().size();
        world.zooKeeper()
                .changeSettings(new SharedSettings(
                        settings.leaseMillis(), members, settings.wishedReplicas(), settings.format()));
        world.timeline().runUntil(world.timeline().nowNanos() + IN_FORCE_NANOS);
        ZooKeeperState state = world.zooKeeper().newest();
        return newest().minReplicas() == members && newest().equals(state.activated()) && liveness.everybodyIsAMember();
    }

    private void nobodyGoes() {
        List<Member> members = List.copyOf(newest().members());
        world.timeline().runUntil(world.timeline().nowNanos() + LIMIT_NANOS / 2);
        for (Member member : members) {
            if (newest().hasRemoved(member)) {
                throw new Violation(
                        "never below the least number of replicas",
                        "%s was removed, and %d members must be there",
                        member,
                        members.size());
            }
        }
        world.count("slow: whose disk hung has stayed, since all are needed");
    }

    private void keepWriting() {
        if (!over) {
            liveness.write(world.seededRandom().pick(liveness.core()));
            world.timeline().after(WRITE_NANOS, this::keepWriting);
        }
    }

    private Configuration newest() {
        return world.zooKeeper().newest().configuration();
    }
}
