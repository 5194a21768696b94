package io.catena.client;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** How long to wait before the next attempt: 10 ms doubling to 200 ms, and of that a random part of at least half. */
final class Backoff {
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long SHORTEST_ATTEMPT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int MAX_DOUBLINGS = 5;

    private Backoff() {}

    /**
     * Never so long that the next attempt could not be answered in time.
     *
     * @return 0 if no time is left for another attempt: begun now, it would most likely turn a sure failure into an
     *     unknown outcome
     */
    static long nanos(int failedAttempts, Deadline deadline) {
        return Math.max(0, Math.min(pauseNanos(failedAttempts), deadline.remainingNanos() - SHORTEST_ATTEMPT_NANOS));
    }

    /** Almost nothing if no attempt has failed: it was begun at a wrong place. */
    static long pauseNanos(int failedAttempts) {
        if (failedAttempts == 0) {
            return 1;
        }
        int doublings = Math.max(0, Math.min(MAX_DOUBLINGS, failedAttempts - 1));
        long full = Math.min(LONGEST_NANOS, FIRST_NANOS << doublings);
        return full / 2 + ThreadLocalRandom.current().nextLong(full / 2);
    }
}
