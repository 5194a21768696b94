package io.catena.simulation.trial;

import io.catena.server.invariants.Violation;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import java.util.List;

/**
 * Another last phase, instead of {@link LinkTrial}: after a quiet time all sessions in ZooKeeper end at once, while
 * all processes run and hear each other. Each registers again when it hears of it. No member may lose its place
 * meanwhile.
 */
public final class ReturnTrial {
    private static final long LIMIT_NANOS = Timeline.millis(20_000);
    private static final long LOOK_NANOS = Timeline.millis(100);

    /** Patience that was used up shortly before is whole again after so many session timeouts, and one for the last of them. */
    private static final int ROWS = 4;

    private final SimulatedRun run;
    private final SimulatedCluster cluster;
    private final Liveness liveness;

    public ReturnTrial(SimulatedRun run, SimulatedCluster cluster, Liveness liveness) {
        this.run = run;
        this.cluster = cluster;
        this.liveness = liveness;
    }

    public void run() {
        run.timeline().runUntil(run.timeline().nowNanos() + ROWS * run.options().sessionTimeoutNanos());
        List<ObservedPlace> places = ObservedPlace.of(cluster, liveness.core());
        run.trace().line("zk", "all sessions end");
        cluster.zooKeeper().endAllSessions();
        long end = run.timeline().nowNanos() + LIMIT_NANOS;
        while (run.timeline().nowNanos() < end) {
            run.timeline().runUntil(run.timeline().nowNanos() + LOOK_NANOS);
            for (ObservedPlace place : places) {
                if (place.isLost()) {
                    throw new Violation(
                            "a node that only has to register again stays",
                            "%s was removed after all sessions had ended",
                            place);
                }
            }
        }
        run.count("return: all have stayed");
    }
}
