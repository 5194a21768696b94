package io.catena.simulation.machine;

import io.catena.simulation.run.SimulatedRun;

/**
 * The ticks of a process. They are as seldom as a replica must bear, and while it is quiet half of them come earlier. A timer
 * that comes late because the process stood still comes in no certain order with what else is late.
 */
final class ProcessTicks {
    private final SimulatedRun run;
    private final SimulatedProcess process;
    private final Runnable tick;
    private boolean isLate;
    /** When the next tick is due, on the process's clock. */
    private long dueNanos;

    ProcessTicks(SimulatedRun run, SimulatedProcess process, Runnable tick) {
        this.run = run;
        this.process = process;
        this.tick = tick;
    }

    long dueNanos() {
        return dueNanos;
    }

    /** The next tick comes in time. */
    void next(boolean quiet) {
        long delayNanos = run.options().drawTick(run.seededRandom(), quiet);
        dueNanos = process.clockNanos() + delayNanos;
        run.timeline().after(delayNanos, () -> {
            isLate = process.isPaused();
            if (process.isAlive() && !process.isPaused()) {
                tick.run();
            }
        });
    }

    /** The process goes on. */
    void resume() {
        if (isLate) {
            isLate = false;
            process.post(run.seededRandom().below(2) * run.options().tickNanos(), tick);
        }
    }
}
