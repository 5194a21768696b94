package io.catena.simulation;

import io.catena.server.invariants.Violation;
import java.util.List;

/**
 * Another last phase, instead of {@link LinkTrial}: the process that leads the election dies. Its neighbours see
 * that at once, so that another process must begin a term before the session of the dead one ends.
 */
final class SuccessionTrial {
    /** With a shorter session timeout the session may end before that. */
    private static final long ENOUGH_NANOS = Timeline.millis(3_000);

    private static final long LOOK_NANOS = Timeline.millis(50);
    private static final long WATCH_DELAY_NANOS = Timeline.millis(100);
    /** Longer than the news of earlier changes can take. */
    private static final long QUIET_NANOS = Timeline.millis(15_000);

    private final World world;
    private final Liveness liveness;

    SuccessionTrial(World world, Liveness liveness) {
        this.world = world;
        this.liveness = liveness;
    }

    void run() {
        world.hearOfChangesWithin(WATCH_DELAY_NANOS);
        world.timeline().runUntil(world.timeline().nowNanos() + QUIET_NANOS);
        ZooKeeperState before = world.zooKeeper().newest();
        if (world.options().sessionTimeoutNanos() < ENOUGH_NANOS
                || before.latch().isEmpty()) {
            return;
        }
        ZooKeeperState.Candidacy first = before.latch().get(before.latch().firstKey());
        List<SimulatedMachine> core = liveness.core();
        SimulatedMachine controller = world.machine(first.node());
        if (core.size() < 2 || !core.contains(controller)) {
            return;
        }
        controller.crash("is killed as the controller");
        while (world.zooKeeper().newest().term() == before.term()) {
            if (!world.zooKeeper().isAlive(first.session())) {
                throw new Violation(
                        "a dead controller is followed before its session ends",
                        "%s led the election in term %d",
                        first.node(),
                        before.term());
            }
            world.timeline().runUntil(world.timeline().nowNanos() + LOOK_NANOS);
        }
        world.count("succession: before the session ended");
    }
}
