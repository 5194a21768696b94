package io.catena.server.node;

import java.util.concurrent.TimeUnit;

/**
 * How long a node waits between two lives: at first hardly, then longer and longer while lives are short, so that a node
 * that is removed again and again does not keep the chain busy; and much longer if it is removed because its disk is slow,
 * since that seldom passes in seconds. Owned by the event loop.
 */
final class Comeback {
    private static final long FIRST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 5_000;
    /** A life of at least this length was no failure: the next one begins without a long pause. */
    private static final long GOOD_LIFE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private static final long FIRST_SLOW_MILLIS = 10_000;
    private static final long LONGEST_SLOW_MILLIS = 300_000;
    /** A life of at least this length shows that the disk is well again. */
    private static final long GOOD_DISK_NANOS = TimeUnit.MINUTES.toNanos(10);

    private long pauseMillis = FIRST_MILLIS;
    private long slowPauseMillis = FIRST_SLOW_MILLIS / 2;

    /** The pause after a life of this length; {@code slow} if its disk was slow when it ended. */
    long pauseMillis(long livedNanos, boolean slow) {
        pauseMillis = livedNanos >= GOOD_LIFE_NANOS ? FIRST_MILLIS : Math.min(LONGEST_MILLIS, pauseMillis * 2);
        if (livedNanos >= GOOD_DISK_NANOS) {
            slowPauseMillis = FIRST_SLOW_MILLIS / 2;
        }
        if (!slow) {
            return pauseMillis;
        }
        slowPauseMillis = Math.min(LONGEST_SLOW_MILLIS, slowPauseMillis * 2);
        return slowPauseMillis;
    }
}
