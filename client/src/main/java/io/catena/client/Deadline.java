package io.catena.client;

import java.util.concurrent.TimeUnit;

/** A moment on the monotonic clock. */
record Deadline(long nanoTime) {
    /** The server is told a shorter time than the client waits, so that its answer arrives before the client hangs up. */
    private static final long MAX_MARGIN_MILLIS = 100;

    static Deadline afterMillis(long millis) {
        return new Deadline(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** 0 or less if the deadline has passed. */
    long remainingNanos() {
        return nanoTime - System.nanoTime();
    }

    /** Rounded up; 0 if the deadline has passed. */
    long remainingMillis() {
        return Math.max(0, (remainingNanos() + 999_999) / 1_000_000);
    }

    boolean hasPassed() {
        return remainingNanos() <= 0;
    }

    Deadline earlierOf(Deadline other) {
        return nanoTime - other.nanoTime <= 0 ? this : other;
    }

    Deadline laterOf(Deadline other) {
        return nanoTime - other.nanoTime >= 0 ? this : other;
    }

    /** What to tell the server, within the wire's limits. */
    int millisForServer() {
        long remaining = remainingMillis();
        long margin = Math.min(MAX_MARGIN_MILLIS, Math.max(1, remaining / 10));
        return (int) Math.max(1, Math.min(RequestLimits.MAX_TIMEOUT_MILLIS, remaining - margin));
    }
}
