package io.catena.server.threads;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that no failure of a task is lost. An executor or a library that runs a task may store the failure where
 * nothing reads it, and a process whose thread has ended unnoticed keeps its place and does not do its part.
 *
 * <p>A failure that nothing handles goes to the thread's handler of uncaught exceptions, as if the thread had ended by
 * it. In a node that handler ends the process, and the other members go on without it.
 */
public final class LastResort {
    private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);

    private LastResort() {}

    /** The task; anything it throws is passed to the thread's handler. For tasks that must not end half-done. */
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
     * The task; an exception is logged, and the thread goes on. An error is passed to the thread's handler: classes or
     * memory that are missing once are missing the next time too.
     */
    public static Runnable surviving(String what, Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("{} failed; the node goes on", what, e);
            } catch (Throwable e) {
                uncaught(e);
            }
        };
    }

    /** Acts as if the calling thread had ended by this exception. */
    public static void uncaught(Throwable e) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
}
