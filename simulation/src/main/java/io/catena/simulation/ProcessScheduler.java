package io.catena.simulation;

import io.catena.server.runtime.Scheduler;

/** A process's scheduler: its tasks wait while the process stands still, and end with it. */
record ProcessScheduler(SimulatedProcess process) implements Scheduler {
    @Override
    public void execute(Runnable task) {
        process.post(0, task);
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        process.post(delayNanos, task);
    }
}
