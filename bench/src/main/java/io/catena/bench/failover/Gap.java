package io.catena.bench.failover;

/** The longest time between two successes. Thread-safe. */
final class Gap {
    private long lastNanos = System.nanoTime();
    private long longestNanos;

    synchronized void success() {
        longestNanos = Math.max(longestNanos, sinceLast());
        lastNanos = System.nanoTime();
    }

    /** The longest time since the last call, including one that still lasts, in milliseconds. */
    synchronized double takeLongestMillis() {
        double millis = Math.max(longestNanos, sinceLast()) / 1e6;
        longestNanos = 0;
        return millis;
    }

    private long sinceLast() {
        return System.nanoTime() - lastNanos;
    }
}
