package io.catena.server.runtime;

/**
 * Runs tasks one after the other, so that state that they share needs no lock: it belongs to the scheduler's tasks.
 * Tasks that were handed over by one thread run in their order. While a task blocks, no other runs.
 */
public interface Scheduler {
    /** Runs the task soon. Any thread; returns at once. After the end of the scheduler nothing happens. */
    void execute(Runnable task);

    /** Runs the task after the delay, or a little later. Any thread; returns at once. */
    void schedule(long delayNanos, Runnable task);
}
