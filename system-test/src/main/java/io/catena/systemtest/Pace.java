package io.catena.systemtest;

/** Lets the load's threads rest together and go on together. Thread-safe. */
final class Pace {
    private boolean resting;
    private boolean ended;
    private int working;

    /** Of a load's thread: it takes part from now on. */
    synchronized void join() {
        working++;
    }

    /** Of a load's thread, between two of its calls: waits while all rest; false when the load is over. */
    synchronized boolean mayGoOn() throws InterruptedException {
        while (resting && !ended) {
            working--;
            notifyAll();
            wait();
            working++;
        }
        return !ended;
    }

    /** Of a load's thread: it takes part no more. */
    synchronized void leave() {
        working--;
        notifyAll();
    }

    /** Returns when no thread is in a call any more. */
    synchronized void rest() throws InterruptedException {
        resting = true;
        while (working > 0) {
            wait();
        }
    }

    synchronized void goOn() {
        resting = false;
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }
}
