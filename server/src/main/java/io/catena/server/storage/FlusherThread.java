package io.catena.server.storage;

import io.catena.server.runtime.Scheduler;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The daemon thread on which a store brings applied records into LevelDB. */
final class FlusherThread implements Scheduler, AutoCloseable {
    private final ScheduledThreadPoolExecutor executor;

    FlusherThread() {
        executor = new ScheduledThreadPoolExecutor(1, body -> {
            Thread thread = new Thread(body, "flusher");
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable task) {
        schedule(0, task);
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        try {
            executor.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            if (!executor.isShutdown()) {
                throw e;
            }
        }
    }

    /** Lets a task that runs end, without waiting for it. An interrupt would close the files that the engine in Java writes. */
    @Override
    public void close() {
        executor.shutdown();
    }
}
