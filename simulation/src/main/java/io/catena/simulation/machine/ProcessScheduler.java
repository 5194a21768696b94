package io.catena.simulation.machine;

import io.catena.server.runtime.Scheduler;

/** A process's scheduler. Its tasks wait while the process stands still, and are lost when the process ends. */
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
