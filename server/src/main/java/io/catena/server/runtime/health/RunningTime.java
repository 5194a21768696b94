package io.catena.server.runtime.health;

import java.util.concurrent.TimeUnit;

/**
 * For how long the process has run: time in which it stood still does not count (H7). Told of ticks by whichever replica has one.
 * Owned by the event loop.
 */
final class RunningTime {
    /** Of the time between two ticks at most this counts: little more than the ticks of a quiet replica are apart. */
    private static final long ATTENTION_NANOS = TimeUnit.MILLISECONDS.toNanos(450);
    /** More than this between two ticks shows that the process stood still. */
    private static final long STANDSTILL_NANOS = TimeUnit.MILLISECONDS.toNanos(700);
    /** The part of that which counts. */
    private static final long STANDSTILL_ATTENTION_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** When the last tick was; {@link #ranNanos} is for how long the process had run then. */
    private long tickNanos;

    private long ranNanos;

    RunningTime(long nowNanos) {
        tickNanos = nowNanos;
    }

    void tick(long nowNanos) {
        ranNanos = at(nowNanos);
        tickNanos = nowNanos;
    }

    /** For how long the process had run at a time behind the last tick; falls back a little when a tick turns out to be very late. */
    long at(long nowNanos) {
        long passedNanos = nowNanos - tickNanos;
        boolean stoodStill = passedNanos > STANDSTILL_NANOS;
        return ranNanos + Math.min(passedNanos, stoodStill ? STANDSTILL_ATTENTION_NANOS : ATTENTION_NANOS);
    }

    /** The same of what ended before the last tick and is heard of only now: it counts as ended at that tick. */
    long atLatest(long endNanos) {
        return at(Math.max(endNanos, tickNanos));
    }
}
