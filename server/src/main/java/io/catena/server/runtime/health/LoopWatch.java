package io.catena.server.runtime.health;

import io.catena.server.chain.LastTwoWindows;
import java.util.concurrent.TimeUnit;

/**
 * Measures by its ticks how long events wait for the event loop (H7): an event that comes while a tick is overdue waits
 * for as long as the tick. A process that gets too little processor time shows in it. Owned by the event loop.
 */
public final class LoopWatch {
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);

    private long windowBeganNanos;
    /** The wait of an event, summed up over all moments of this window at which one may have come. */
    private double waits;

    private LastTwoWindows averages = new LastTwoWindows();

    public LoopWatch(long nowNanos) {
        windowBeganNanos = nowNanos;
    }

    /** Forgets what was measured. */
    public void forget(long nowNanos) {
        windowBeganNanos = nowNanos;
        waits = 0;
        averages = new LastTwoWindows();
    }

    /**
     * A tick has come that was due at {@code dueNanos}. Returns how long an event at any moment of a window
     * waited on average, in the last complete window or in the one before it, whichever is less.
     */
    public long tick(long nowNanos, long dueNanos) {
        double late = Math.max(0, nowNanos - dueNanos);
        waits += late * late / 2;
        long windowNanos = nowNanos - windowBeganNanos;
        if (windowNanos >= WINDOW_NANOS) {
            averages.add(TimeUnit.NANOSECONDS.toMillis((long) (waits / windowNanos)));
            windowBeganNanos = nowNanos;
            waits = 0;
        }
        return averages.lowerMillis();
    }
}
