package io.catena.server.replica;

import java.util.concurrent.TimeUnit;

/**
 * How long a node waits between two lives: at first hardly, then longer and longer while lives are short, so that a node
 * that is removed again and again does not keep the chain busy (N1); and much longer if the node was slow or short of space when
 * it was removed, since that seldom passes in seconds (N4). Owned by the replica's loop.
 */
final class RejoinBackoff {
    private static final long FIRST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 5_000;
    /** A life of at least this length was no failure: the next one begins without a long pause. */
    private static final long GOOD_LIFE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private static final long FIRST_UNWELL_MILLIS = 10_000;
    private static final long LONGEST_UNWELL_MILLIS = 300_000;
    /** A life of at least this length shows that the node is well again. */
    private static final long WELL_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(10);

    private long pauseMillis = FIRST_MILLIS;
    private long unwellPauseMillis = FIRST_UNWELL_MILLIS / 2;

    /** The pause after a life of this length; {@code unwell} if something was the matter with the node when it ended. */
    long pauseMillis(long livedNanos, boolean unwell) {
        pauseMillis = livedNanos >= GOOD_LIFE_NANOS ? FIRST_MILLIS : Math.min(LONGEST_MILLIS, pauseMillis * 2);
        if (livedNanos >= WELL_AGAIN_NANOS) {
            unwellPauseMillis = FIRST_UNWELL_MILLIS / 2;
        }
        if (!unwell) {
            return pauseMillis;
        }
        unwellPauseMillis = Math.min(LONGEST_UNWELL_MILLIS, unwellPauseMillis * 2);
        return unwellPauseMillis;
    }
}
