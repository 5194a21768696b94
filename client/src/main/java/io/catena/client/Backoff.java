package io.catena.client;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** How long to wait before the next attempt: 10 ms doubling to 200 ms, and of that a random part of at least half. */
final class Backoff {
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int MAX_DOUBLINGS = 5;

    private Backoff() {}

    /** Never beyond half of what is left, so that there is a last attempt. */
    static long nanos(int failedAttempts, Deadline deadline) {
        int doublings = Math.max(0, Math.min(MAX_DOUBLINGS, failedAttempts - 1));
        long full = Math.min(LONGEST_NANOS, FIRST_NANOS << doublings);
        long jittered = full / 2 + ThreadLocalRandom.current().nextLong(full / 2);
        return Math.max(TimeUnit.MICROSECONDS.toNanos(100), Math.min(jittered, deadline.remainingNanos() / 2));
    }
}
