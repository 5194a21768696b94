package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.ArrayList;
import java.util.List;

/**
 * Another last phase, instead of {@link LinkTrial}: the disk of one member becomes far slower than all others, or hangs,
 * while clients go on writing. That member has to lose its place, and nobody else.
 */
final class SlowTrial {
    private static final int ENOUGH_MACHINES = 3;
    private static final long LIMIT_NANOS = Timeline.millis(60_000);
    private static final long LOOK_NANOS = Timeline.millis(500);
    private static final long WRITE_NANOS = Timeline.millis(300);
    /** Longer than it may last until who has such a disk is gone. */
    private static final long HUNG_NANOS = Timeline.millis(120_000);

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
        boolean hangs = world.seededRandom().chance(0.3);
        slow.slowDisk(hangs ? HUNG_NANOS : world.seededRandom().between(Timeline.millis(500), Timeline.millis(2_000)));
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
