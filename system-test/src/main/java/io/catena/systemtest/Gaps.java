package io.catena.systemtest;

import java.util.concurrent.TimeUnit;

/** The longest time between two successes, in this step and in all. Rests do not count. Thread-safe. */
final class Gaps {
    private long successes;
    /** 0 while resting. */
    private long lastNanos;

    private long longestNanos;
    private long longestEverNanos;

    synchronized void begin() {
        lastNanos = System.nanoTime();
    }

    synchronized void success() {
        successes++;
        note();
    }

    synchronized void rest() {
        note();
        lastNanos = 0;
    }

    private void note() {
        if (lastNanos != 0) {
            long now = System.nanoTime();
            longestNanos = Math.max(longestNanos, now - lastNanos);
            longestEverNanos = Math.max(longestEverNanos, longestNanos);
            lastNanos = now;
        }
    }

    synchronized long successes() {
        return successes;
    }

    /** The longest since the last call, in milliseconds. */
    synchronized long takeLongestMillis() {
        long longest = longestNanos;
        longestNanos = 0;
        return TimeUnit.NANOSECONDS.toMillis(longest);
    }

    synchronized long longestEverMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longestEverNanos);
    }
}
