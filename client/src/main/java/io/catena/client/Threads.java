package io.catena.client;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The client's own threads, each started when it is needed: a timer, one that runs the application's continuations, leaders
 * for queues in which only asynchronous calls wait, and threads that ask servers side by side. All are daemons; a thread that
 * is idle for 10 s ends.
 */
final class Threads {
    private static final long IDLE_SECONDS = 10;

    private final AtomicInteger named = new AtomicInteger();
    /** Holds at most two tasks for each asynchronous call under way, which are counted, and one for each queue. */
    private final ScheduledThreadPoolExecutor timer;
    /**
     * At most one leader for each queue, of which a connection has at most {@link Lane#MAX_QUEUES}, and one thread for each server:
     * only one search is made at a time.
     */
    private final ThreadPoolExecutor leaders = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), this::newThread);

    private final ServerAccess access;
    private final Runnable beforeStart;
    private final ThreadPoolExecutor ownContinuations;
    private final Executor continuations;

    /**
     * @param continuations null: a thread of the client's own
     * @param beforeStart runs before each start of a thread; what it throws, the start throws
     */
    Threads(int maxCalls, Executor continuations, ServerAccess access, Runnable beforeStart) {
        this.access = access;
        this.beforeStart = beforeStart;
        timer = new ScheduledThreadPoolExecutor(1, this::newThread);
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        ownContinuations = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(2 * maxCalls), this::newThread);
        ownContinuations.allowCoreThreadTimeOut(true);
        this.continuations = continuations == null ? ownContinuations : continuations;
    }

    private Thread newThread(Runnable body) {
        Thread thread = new Own(body, "catena-client-" + named.incrementAndGet(), beforeStart);
        thread.setDaemon(true);
        return thread;
    }

    /** A thread of a client. */
    private static final class Own extends Thread {
        private final Runnable beforeStart;

        Own(Runnable body, String name, Runnable beforeStart) {
            super(body, name);
            this.beforeStart = beforeStart;
        }

        @Override
        public void start() {
            beforeStart.run();
            super.start();
        }
    }

    static boolean isOwn(Thread thread) {
        return thread instanceof Own;
    }

    ScheduledThreadPoolExecutor timer() {
        return timer;
    }

    ServerAccess access() {
        return access;
    }

    Executor leaders() {
        return leaders;
    }

    /** Runs it on the executor of continuations, or on this thread if the executor does not take it. */
    void continueWith(Runnable continuation) {
        try {
            continuations.execute(continuation);
        } catch (RuntimeException | Error e) {
            // The executor was closed, is full, or has no thread. The call has ended nevertheless.
            continuation.run();
        }
    }

    /** What has been submitted still runs. */
    void close() {
        timer.shutdown();
        leaders.shutdown();
        ownContinuations.shutdown();
    }
}
