package io.catena.server.runtime.health;

import java.util.concurrent.TimeUnit;

/**
 * Measures by its ticks how long what comes to the event loop waits: who comes while a tick is overdue waits until it comes. A process that gets too little of the processor shows in it. Owned by the event loop.
 */
public final class LoopWatch {
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);

    private long windowBeganNanos;
    /** The wait of everybody who might have come in this window, summed up over its moments. */
    private double waits;

    private long averageMillis;

    public LoopWatch(long nowNanos) {
        windowBeganNanos = nowNanos;
    }

    /** What has been measured counts no more. */
    public void forget(long nowNanos) {
        windowBeganNanos = nowNanos;
        waits = 0;
        averageMillis = 0;
    }

    /** A tick has come that was due at {@code dueNanos}. Returns how long what came at any moment of the last whole window waited on average. */
    public long tick(long nowNanos, long dueNanos) {
        double late = Math.max(0, nowNanos - dueNanos);
        waits += late * late / 2;
        long windowNanos = nowNanos - windowBeganNanos;
        if (windowNanos >= WINDOW_NANOS) {
            averageMillis = TimeUnit.NANOSECONDS.toMillis((long) (waits / windowNanos));
            windowBeganNanos = nowNanos;
            waits = 0;
        }
        return averageMillis;
    }
}
