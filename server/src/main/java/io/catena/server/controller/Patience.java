package io.catena.server.controller;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long the controller waits for nodes that are not registered, since ZooKeeper was away or since it was elected: one
 * session timeout, renewed when that happens again, but only three in a row. Otherwise a connection that comes and goes
 * faster than the timeout would keep dead members for ever. Kept over all terms of a process; the controller's thread only.
 */
final class Patience {
    private static final int MOST_IN_A_ROW = 3;

    private final long timeoutNanos;
    private final LongSupplier nanoTime;
    private long beganNanos;
    private long untilNanos;
    /** Whether nodes have been missed since patience was last over, so that it may begin anew. */
    private boolean exhausted = true;

    Patience(long timeoutMillis, LongSupplier nanoTime) {
        this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        this.nanoTime = nanoTime;
    }

    void renew() {
        long now = nanoTime.getAsLong();
        if (exhausted) {
            exhausted = false;
            beganNanos = now;
        }
        untilNanos = beganNanos + Math.min(now - beganNanos + timeoutNanos, MOST_IN_A_ROW * timeoutNanos);
    }

    /** To be asked when nodes that are found missing now would be removed if it is. */
    boolean isOver() {
        boolean over = nanoTime.getAsLong() - untilNanos >= 0;
        exhausted |= over;
        return over;
    }
}
