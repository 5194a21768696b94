package io.catena.simulation.faults;

import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.run.Activity;
import io.catena.simulation.run.Occasion;
import io.catena.simulation.run.SeededRandom;
import io.catena.simulation.run.SimulatedRun;
import java.util.function.BooleanSupplier;

/** Faults of one kind, one after the other, in some of the runs and until they are stopped. */
abstract class OccasionalFaults implements Activity {
    private final SimulatedRun run;
    private final SimulatedCluster cluster;
    private final Occasion occasion;
    private boolean stopped;

    OccasionalFaults(SimulatedRun run, SimulatedCluster cluster, Occasion occasion) {
        this.run = run;
        this.cluster = cluster;
        this.occasion = occasion;
    }

    final SimulatedRun run() {
        return run;
    }

    final SimulatedCluster cluster() {
        return cluster;
    }

    /** Of these faults alone. */
    final SeededRandom seededRandom() {
        return occasion.seededRandom();
    }

    @Override
    public final void start() {
        if (occasion.occurs()) {
            next();
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    /** Does something later, unless the faults have been stopped by then. */
    final void after(long nanos, Runnable action) {
        run.timeline().after(nanos, () -> {
            if (!stopped) {
                action.run();
            }
        });
    }

    /** Does something as soon as a condition holds; prepares the next fault if it does not hold within a time. */
    final void when(BooleanSupplier condition, long everyNanos, long patienceNanos, Runnable action) {
        whenUntil(condition, everyNanos, run.timeline().nowNanos() + patienceNanos, action);
    }

    private void whenUntil(BooleanSupplier condition, long everyNanos, long untilNanos, Runnable action) {
        if (condition.getAsBoolean()) {
            action.run();
        } else if (run.timeline().nowNanos() > untilNanos) {
            next();
        } else {
            after(everyNanos, () -> whenUntil(condition, everyNanos, untilNanos, action));
        }
    }

    /** Prepares the next one, which does the same at its end. */
    abstract void next();
}
