package io.catena.server.runtime.health;

import io.catena.server.chain.RecentAverage;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long disk cycles take, from outside of them: a disk that hangs cannot keep this from saying so. Over all
 * lives of the replica. Time in which this process did not run does not count (H7). Owned by the event loop.
 */
public final class DiskWatch {
    /** With fewer cycles in a window there is no average of it. */
    private static final int ENOUGH_CYCLES = 3;

    private static final long MENTIONED_HUNG_MILLIS = 2_000;
    private static final long SECOND_MILLIS = 1_000;
    /** Of the time between two ticks at most this counts: little more than the ticks of a quiet replica are apart. */
    private static final long ATTENTION_NANOS = TimeUnit.MILLISECONDS.toNanos(450);
    /** More than this between two ticks shows that the process stood still. */
    private static final long STANDSTILL_NANOS = TimeUnit.MILLISECONDS.toNanos(700);
    /** The part of that which counts. */
    private static final long STANDSTILL_ATTENTION_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private RecentAverage average;
    /** When the last tick was; {@link #watchedNanos} is for how long this has watched until then. */
    private long tickNanos;

    private long watchedNanos;
    /** For how long this had watched when the cycle under way began; null if there is none. */
    private Long beganNanos;

    public DiskWatch(long nowNanos) {
        average = new RecentAverage(ENOUGH_CYCLES, nowNanos);
        tickNanos = nowNanos;
    }

    /** Forgets what was measured. */
    public void forget(long nowNanos) {
        average = new RecentAverage(ENOUGH_CYCLES, nowNanos);
    }

    /** Time has passed. To be called at least twice a second. */
    public void tick(long nowNanos) {
        watchedNanos = watched(nowNanos);
        tickNanos = nowNanos;
    }

    /** Falls back a little when a tick turns out to be very late. */
    private long watched(long nowNanos) {
        long passedNanos = nowNanos - tickNanos;
        boolean stoodStill = passedNanos > STANDSTILL_NANOS;
        return watchedNanos + Math.min(passedNanos, stoodStill ? STANDSTILL_ATTENTION_NANOS : ATTENTION_NANOS);
    }

    /** A disk cycle begins; there is one at a time. */
    public void begins(long nowNanos) {
        beganNanos = watched(nowNanos);
    }

    /** @param endNanos when the cycle ended; a tick may have come since */
    public void ends(long endNanos) {
        average.add(Math.max(0, watched(Math.max(endNanos, tickNanos)) - beganNanos));
        beganNanos = null;
    }

    /** A cycle has ended that synced nothing: how long it took says nothing about the disk, unless it hung. */
    public void endsWithoutSync() {
        beganNanos = null;
    }

    /**
     * How long a cycle took recently on average. Cycles that take seconds are few in a window: it waits for enough of
     * them.
     */
    public long averageMillis(long nowNanos) {
        return average.millis(nowNanos, beganNanos != null);
    }

    /** For how many whole seconds the cycle under way has lasted, once it is worth mentioning; in milliseconds. */
    public long hungMillis(long nowNanos) {
        long millis = beganNanos == null ? 0 : TimeUnit.NANOSECONDS.toMillis(watched(nowNanos) - beganNanos);
        return millis < MENTIONED_HUNG_MILLIS ? 0 : millis / SECOND_MILLIS * SECOND_MILLIS;
    }
}
