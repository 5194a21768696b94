package io.catena.server.threads;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One daemon thread that runs one step after each hint. Hints given while a step runs, however many, lead to one more
 * step; so nothing queues up. A step says after how long it wants to run again without a hint.
 *
 * <p>A step that throws an exception stops nothing: the failure goes to the handler, and the next step comes with the next
 * hint, or after a second. An error ends the thread, and in a node the process: whoever goes on without the classes or the
 * memory that its step needs keeps its place and does nothing in it.
 */
public final class CoalescingLoop implements AutoCloseable {
    /** What a step returns if it wants to run again only after a hint. */
    public static final long UNTIL_HINTED = Long.MAX_VALUE;

    private static final long AFTER_FAILURE_MILLIS = 1_000;

    private final Step step;
    private final java.util.function.Consumer<RuntimeException> failed;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean hinted;
    private boolean closed;

    /** One turn of the loop. */
    @FunctionalInterface
    public interface Step {
        /** Returns after how many milliseconds to run again if there is no hint before. */
        long run() throws InterruptedException;
    }

    /** Makes the loop; {@link #start} starts its thread. */
    public CoalescingLoop(String name, Step step, java.util.function.Consumer<RuntimeException> failed) {
        this.step = step;
        this.failed = failed;
        this.thread = new Thread(this::runSteps, name);
        this.thread.setDaemon(true);
    }

    /** Starts the thread; the first step waits for a hint. */
    public void start() {
        thread.start();
    }

    /** Asks for a step, soon. Never blocks; any thread. */
    public void hint() {
        lock.lock();
        try {
            hinted = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread, interrupting a step that blocks, and waits for it at most the given time. Repeatable. */
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

    /** Waits for a hint or until the delay is over; false once closed. */
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
