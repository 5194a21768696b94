package io.catena.client;

import io.catena.client.UnavailableException.Reason;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets calls in while the client is open and not too many are under way. Thread-safe. */
final class Gate {
    private final int maxCalls;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean closed;

    Gate(int maxCalls) {
        this.maxCalls = maxCalls;
    }

    /** @throws UnavailableException if the call may not begin; otherwise {@link #leave} must follow */
    void enter() {
        if (closed) {
            throw new UnavailableException(
                    Reason.CLOSED, "nothing was done: the client was closed; build a new client to go on", null);
        }
        if (calls.incrementAndGet() > maxCalls) {
            calls.decrementAndGet();
            throw new UnavailableException(
                    Reason.OVERLOADED,
                    "nothing was done: " + maxCalls + " calls of this client are under way already; wait for some of"
                            + " them, or raise maxWaitingOperations",
                    null);
        }
    }

    void leave() {
        calls.decrementAndGet();
    }

    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }
}
