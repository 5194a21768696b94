package io.catena.server.node;

import io.catena.server.controller.Health;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long the disk takes, from outside of its path: a disk that hangs cannot keep this from saying so. Over all
 * lives of the replica. Owned by the event loop.
 */
final class DiskWatch {
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** With fewer cycles in a window nothing is said about it. */
    private static final int ENOUGH_CYCLES = 3;
    /** What is shorter is no news. */
    private static final long MENTIONED_DISK_MILLIS = 100;

    private static final long MENTIONED_HUNG_MILLIS = 2_000;
    private static final long SECOND_MILLIS = 1_000;

    /** When the cycle under way began; null if there is none. */
    private Long beganNanos;

    private long windowBeganNanos;
    private long sumNanos;
    private int cycles;
    /** The average of the last whole window. */
    private long averageMillis;

    DiskWatch(long nowNanos) {
        windowBeganNanos = nowNanos;
    }

    /** A disk cycle begins; there is one at a time. */
    void begins(long nowNanos) {
        beganNanos = nowNanos;
    }

    void ends(long nowNanos) {
        sumNanos += nowNanos - beganNanos;
        cycles++;
        beganNanos = null;
    }

    /** The average in powers of two and the time of a hanging cycle in seconds, so that it does not change all the time. */
    Health health(long nowNanos) {
        if (nowNanos - windowBeganNanos >= WINDOW_NANOS) {
            averageMillis = cycles < ENOUGH_CYCLES ? 0 : TimeUnit.NANOSECONDS.toMillis(sumNanos / cycles);
            windowBeganNanos = nowNanos;
            sumNanos = 0;
            cycles = 0;
        }
        long hungMillis = beganNanos == null ? 0 : TimeUnit.NANOSECONDS.toMillis(nowNanos - beganNanos);
        return new Health(
                averageMillis < MENTIONED_DISK_MILLIS ? 0 : Long.highestOneBit(averageMillis),
                hungMillis < MENTIONED_HUNG_MILLIS ? 0 : hungMillis / SECOND_MILLIS * SECOND_MILLIS);
    }
}
