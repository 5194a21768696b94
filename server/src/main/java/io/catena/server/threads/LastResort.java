package io.catena.server.threads;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a task throws from being swallowed. An executor or a library that runs it would note the failure where nobody
 * looks, and a process whose thread has silently ended is half-alive: it keeps its place, and does not do its part.
 *
 * <p>What is not handled goes to the thread's handler of uncaught exceptions, as if the thread had ended by it. In a node
 * that ends the process, and others go on without it.
 */
public final class LastResort {
    private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);

    private LastResort() {}

    /** The task; whatever it throws is handed to the thread's handler. For tasks that must not end half-done. */
    public static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable e) {
                uncaught(e);
            }
        };
    }

    /**
     * The task; an exception is logged, and whatever else the thread does goes on. An error is handed to the thread's
     * handler: classes or memory that are missing once are missing the next time too.
     */
    public static Runnable surviving(String what, Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("{} failed; the rest goes on", what, e);
            } catch (Throwable e) {
                uncaught(e);
            }
        };
    }

    /** As if the calling thread had ended by this. */
    public static void uncaught(Throwable e) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
}
