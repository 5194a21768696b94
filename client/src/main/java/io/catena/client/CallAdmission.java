package io.catena.client;

import io.catena.client.UnavailableException.Reason;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets calls in while the client is open and not too many are under way. Thread-safe. */
final class CallAdmission {
    /** Enough to wake all calls that wait, and so few that calls that leave after that do not overflow the semaphore. */
    private static final int PLACES_AFTER_CLOSE = Integer.MAX_VALUE / 2;

    private final int maxCalls;
    private final boolean waits;
    /** Fair if calls may wait: the call that came first enters first. */
    private final Semaphore places;

    private volatile boolean closed;

    /** @param waits a call for which there is no place waits for one, instead of failing */
    CallAdmission(int maxCalls, boolean waits) {
        this.maxCalls = maxCalls;
        this.waits = waits;
        this.places = new Semaphore(maxCalls, waits);
    }

    /** @throws UnavailableException if the call may not begin; otherwise {@link #leave} must follow */
    void enter(Deadline deadline) {
        if (!closed && !takePlace(deadline)) {
            throw new UnavailableException(
                    Reason.OVERLOADED,
                    "nothing was done: " + maxCalls + " calls of this client are under way already; wait for some of"
                            + " them, or raise maxWaitingOperations",
                    null);
        }
        if (closed) {
            throw new UnavailableException(
                    Reason.CLOSED, "nothing was done: the client was closed; build a new client to go on", null);
        }
    }

    private boolean takePlace(Deadline deadline) {
        if (!waits || Threads.isOwn(Thread.currentThread())) {
            // The thread on which calls end must not wait for their end.
            return places.tryAcquire();
        }
        try {
            // Without a time it would overtake calls that wait, although the semaphore is fair.
            return places.tryAcquire(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(
                    Reason.INTERRUPTED,
                    "nothing was done: the calling thread was interrupted while it waited for " + maxCalls
                            + " other calls of this client; repeating is safe",
                    e);
        }
    }

    void leave() {
        places.release();
    }

    void close() {
        if (!closed) {
            closed = true;
            places.release(PLACES_AFTER_CLOSE);
        }
    }

    boolean isClosed() {
        return closed;
    }
}
