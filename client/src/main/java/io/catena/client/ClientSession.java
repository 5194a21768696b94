package io.catena.client;

/**
 * One session of exactly-once writes: gives numbers and knows the lowest one that still waits for its answer. A number is
 * released when its call has ended and no attempt of it is under way in this client. After that the cluster may forget the
 * number, and refuses copies of the write that are still on their way.
 */
final class ClientSession {
    /** The wire allows the lowest unanswered number to lie this far below the newest. */
    static final int WINDOW = 65_536;

    private final long number;
    private long next = 1;
    private long lowestUnanswered = 1;
    /** Numbers from lowestUnanswered to next, modulo the window. */
    private final boolean[] released = new boolean[WINDOW];

    ClientSession(long number) {
        this.number = number;
    }

    long number() {
        return number;
    }

    /** The next number, or 0 if the oldest unanswered one is too far behind. */
    synchronized long take() {
        return next - lowestUnanswered >= WINDOW ? 0 : next++;
    }

    synchronized void release(long request) {
        released[(int) (request % WINDOW)] = true;
        while (lowestUnanswered < next && released[(int) (lowestUnanswered % WINDOW)]) {
            released[(int) (lowestUnanswered % WINDOW)] = false;
            lowestUnanswered++;
        }
    }

    /** The newest number plus one if no number waits. */
    synchronized long lowestUnanswered() {
        return lowestUnanswered;
    }
}
