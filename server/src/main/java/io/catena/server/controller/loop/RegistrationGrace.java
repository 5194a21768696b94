package io.catena.server.controller.loop;

import java.util.concurrent.TimeUnit;

/**
 * How long the controller waits for nodes that are not registered, since ZooKeeper was away or since it was elected
 * (H17): one session timeout, renewed when that happens again, but only three in a row. Otherwise a connection that
 * comes and goes faster than the timeout would keep dead members without end. A row ends when patience is over, when no
 * node is missing, or when it was not asked for as long as a row may last. Kept over all terms of a process; it belongs
 * to the loop, which says what time it is.
 */
final class RegistrationGrace {
    private static final int MOST_IN_A_ROW = 3;

    private final long timeoutNanos;
    private long beganNanos;
    private long untilNanos;
    /** When it was last renewed, or asked for. */
    private long usedNanos;
    /** Whether the next renewal begins a new row. */
    private boolean rested = true;

    RegistrationGrace(long timeoutMillis) {
        this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    void renew(long now) {
        if (rested || now - usedNanos >= MOST_IN_A_ROW * timeoutNanos) {
            rested = false;
            beganNanos = now;
        }
        usedNanos = now;
        untilNanos = beganNanos + Math.min(now - beganNanos + timeoutNanos, MOST_IN_A_ROW * timeoutNanos);
    }

    /** No node is missing. */
    void isNotNeeded() {
        rested = true;
    }

    /** Whether missing nodes may be removed. Asked only when some are missing: a question counts as use. */
    boolean isOver(long nowNanos) {
        usedNanos = nowNanos;
        boolean over = usedNanos - untilNanos >= 0;
        rested |= over;
        return over;
    }
}
