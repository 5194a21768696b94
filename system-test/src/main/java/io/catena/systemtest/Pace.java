package io.catena.systemtest;

import java.util.concurrent.TimeUnit;

/** Lets the load's threads rest together and go on together. Thread-safe. */
public final class Pace {
    private boolean resting;
    private boolean ended;
    private int working;

    /** Of a load's thread: it takes part from now on. */
    public synchronized void join() {
        working++;
    }

    /** Of a load's thread, between two of its calls: waits while all rest; false when the load is over. */
    public synchronized boolean mayGoOn() throws InterruptedException {
        if (resting && !ended) {
            working--;
            notifyAll();
            while (resting && !ended) {
                wait();
            }
            working++;
        }
        return !ended;
    }

    /** Of a load's thread: it takes part no more. */
    public synchronized void leave() {
        working--;
        notifyAll();
    }

    /**
     * Returns when no thread is in a call any more.
     *
     * @throws AssertionError if that takes too long: a call does not end
     */
    public synchronized void rest(long seconds) throws InterruptedException {
        resting = true;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (working > 0) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (leftMillis <= 0) {
                throw new AssertionError(working + " threads of the load do not end their calls");
            }
            wait(leftMillis);
        }
    }

    public synchronized void goOn() {
        resting = false;
        notifyAll();
    }

    public synchronized void end() {
        ended = true;
        notifyAll();
    }
}
