package io.catena.systemtest;

import java.util.concurrent.TimeUnit;

/**
 * The longest time without a success, since the last {@link #takeLongestMillis} and of all. Rests do not count.
 * Thread-safe.
 */
public final class Gaps {
    private long successes;
    /** 0 while resting. */
    private long lastNanos;

    private long longestNanos;
    private long longestEverNanos;

    public synchronized void begin() {
        lastNanos = System.nanoTime();
    }

    public synchronized void success() {
        successes++;
        note();
    }

    public synchronized void rest() {
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

    public synchronized long successes() {
        return successes;
    }

    /**
     * The longest since the last call, in milliseconds. A gap that still lasts counts in this call, and again when it
     * has ended.
     */
    public synchronized long takeLongestMillis() {
        long open = lastNanos == 0 ? 0 : System.nanoTime() - lastNanos;
        long longest = Math.max(longestNanos, open);
        longestNanos = 0;
        return TimeUnit.NANOSECONDS.toMillis(longest);
    }

    public synchronized long longestEverMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longestEverNanos);
    }
}
