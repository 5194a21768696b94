package io.catena.server.threads;

import io.catena.server.runtime.Scheduler;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler with one daemon thread. Anything a task throws goes to the thread's handler of uncaught exceptions
 * ({@link LastResort}). Tasks of a later time never run once it is closed or finishes.
 */
public final class LoopThread implements Scheduler, AutoCloseable {
    private static final long LIMIT_MILLIS = 2_000;

    private final ScheduledThreadPoolExecutor executor;

    /** Starts no thread before the first task. */
    public LoopThread(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public void execute(Runnable task) {
        schedule(0, task);
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        try {
            executor.schedule(LastResort.guarded(task), delayNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            if (!executor.isShutdown()) {
                throw e;
            }
        }
    }

    /** Lets a task that runs, and tasks that are due, end, without waiting for them. May be repeated. */
    public void finish() {
        executor.shutdown();
    }

    /** Interrupts a task that blocks, and waits at most two seconds for the thread to end. May be repeated. */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            executor.awaitTermination(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
