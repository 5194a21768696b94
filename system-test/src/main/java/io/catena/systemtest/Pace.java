package io.catena.systemtest;

import java.util.concurrent.TimeUnit;

/** Lets all threads of a load pause and resume together. Thread-safe. */
public final class Pace {
    private boolean resting;
    private boolean ended;
    private int working;

    /** To be called by a thread of the load when it begins. */
    public synchronized void join() {
        working++;
    }

    /**
     * To be called by a thread of the load between two calls: waits during a pause. Returns false when the load is
     * over.
     */
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

    /** To be called by a thread of the load when it ends. */
    public synchronized void leave() {
        working--;
        notifyAll();
    }

    /**
     * Begins a pause; returns when no thread is in a call.
     *
     * @throws AssertionError if a call does not end within this time
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
