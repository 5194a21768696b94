package io.catena.simulation.trial;

import io.catena.server.invariants.Violation;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import io.catena.simulation.zookeeper.ZooKeeperState;
import java.util.List;

/**
 * Another last phase, instead of {@link LinkTrial}: the process that leads the election dies. Its neighbours see
 * that at once, so that another process must begin a term before the session of the dead one ends.
 */
public final class SuccessionTrial {
    /** With a shorter session timeout the session may end before that. */
    private static final long ENOUGH_NANOS = Timeline.millis(3_000);

    private static final long LOOK_NANOS = Timeline.millis(50);
    private static final long WATCH_DELAY_NANOS = Timeline.millis(100);
    /** Longer than the news of earlier changes can take. */
    private static final long QUIET_NANOS = Timeline.millis(15_000);

    private final SimulatedRun run;
    private final SimulatedCluster cluster;
    private final Liveness liveness;

    public SuccessionTrial(SimulatedRun run, SimulatedCluster cluster, Liveness liveness) {
        this.run = run;
        this.cluster = cluster;
        this.liveness = liveness;
    }

    public void run() {
        cluster.zooKeeper().hearOfChangesWithin(WATCH_DELAY_NANOS);
        run.timeline().runUntil(run.timeline().nowNanos() + QUIET_NANOS);
        ZooKeeperState before = cluster.zooKeeper().newest();
        if (run.options().sessionTimeoutNanos() < ENOUGH_NANOS || before.latch().isEmpty()) {
            return;
        }
        ZooKeeperState.Candidacy first = before.latch().get(before.latch().firstKey());
        List<SimulatedMachine> core = liveness.core();
        SimulatedMachine controller = cluster.machine(first.node());
        if (core.size() < 2 || !core.contains(controller)) {
            return;
        }
        controller.crash("is killed as the controller");
        while (cluster.zooKeeper().newest().term() == before.term()) {
            if (!cluster.zooKeeper().isAlive(first.session())) {
                throw new Violation(
                        "a dead controller is followed before its session ends",
                        "%s led the election in term %d",
                        first.node(),
                        before.term());
            }
            run.timeline().runUntil(run.timeline().nowNanos() + LOOK_NANOS);
        }
        run.count("succession: before the session ended");
    }
}
