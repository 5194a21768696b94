package io.catena.server.threads;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One daemon thread that runs a step after each hint. All hints that are given while a step runs lead to one further
 * step, so no hints queue up. A step returns after how many milliseconds it wants to run again without a hint.
 *
 * <p>An exception of a step goes to the handler, and the next step comes after the next hint or after one second. An
 * error ends the thread, and in a node the process: a node that went on without the classes or the memory that a step
 * needs would keep its place and do nothing in it.
 */
public final class CoalescingLoop implements AutoCloseable {
    /** A step returns this if it wants to run again only after a hint. */
    public static final long UNTIL_HINTED = Long.MAX_VALUE;

    private static final long AFTER_FAILURE_MILLIS = 1_000;

    private final Step step;
    private final java.util.function.Consumer<RuntimeException> failed;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean hinted;
    private boolean closed;

    /** The work that is repeated. */
    @FunctionalInterface
    public interface Step {
        /** Returns after how many milliseconds it runs again if no hint comes before. */
        long run() throws InterruptedException;
    }

    /** Creates the loop; {@link #start} starts its thread. */
    public CoalescingLoop(String name, Step step, java.util.function.Consumer<RuntimeException> failed) {
        this.step = step;
        this.failed = failed;
        this.thread = new Thread(this::runSteps, name);
        this.thread.setDaemon(true);
    }

    /** Starts the thread. The first step waits for a hint. */
    public void start() {
        thread.start();
    }

    /** Requests a step. Never blocks; any thread may call it. */
    public void hint() {
        lock.lock();
        try {
            hinted = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the thread, interrupts a step that blocks, and waits for the thread at most {@code limitMillis}. May be
     * repeated.
     */
    public void close(long limitMillis) {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(limitMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(2_000);
    }

    private void runSteps() {
        long delayMillis = UNTIL_HINTED;
        try {
            while (awaitHint(delayMillis)) {
                try {
                    delayMillis = step.run();
                } catch (RuntimeException e) {
                    delayMillis = AFTER_FAILURE_MILLIS;
                    failed.accept(e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a hint or until the delay is over; returns false if the loop is closed. */
    private boolean awaitHint(long delayMillis) throws InterruptedException {
        lock.lock();
        try {
            long leftNanos = TimeUnit.MILLISECONDS.toNanos(delayMillis);
            while (!hinted && !closed && leftNanos > 0) {
                if (delayMillis == UNTIL_HINTED) {
                    changed.await();
                } else {
                    leftNanos = changed.awaitNanos(leftNanos);
                }
            }
            hinted = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }
}
