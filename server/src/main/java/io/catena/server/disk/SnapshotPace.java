package io.catena.server.disk;

import io.catena.server.chain.SnapshotChunk;
import java.util.concurrent.TimeUnit;

/**
 * How fast a node reads the pieces of the snapshots that it sends, of all its chains together (S8): the next piece is read when the
 * time is over that those before it take at that rate. What was not used is kept for {@value #KEPT_MILLIS} ms. Thread-safe.
 */
public final class SnapshotPace {
    /** Below it a piece that waits for others would be taken for lost (L6). */
    public static final long LEAST_BYTES_PER_SECOND = 4 << 20;

    static final int KEPT_MILLIS = 100;
    private static final long UNBOUNDED = 0;

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long bytesPerSecond;
    /** When the time of all pieces that were read is over, on the clock of the callers; meaningless before the first. */
    private long paidNanos;

    private boolean hasBegun;

    private SnapshotPace(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** @param bytesPerSecond 0: each piece is read as soon as it may be */
    public static SnapshotPace of(long bytesPerSecond) {
        return new SnapshotPace(bytesPerSecond);
    }

    /** Each piece is read as soon as it may be. */
    public static SnapshotPace unbounded() {
        return of(UNBOUNDED);
    }

    /** For how long the next piece has to wait; 0 if it may be read. */
    public synchronized long waitNanos(long nowNanos) {
        return hasBegun ? Math.max(0, paidNanos - nowNanos) : 0;
    }

    /** A piece is about to be read that has this many bytes at most: others that wait see it. */
    public synchronized void begins(long nowNanos, long mostBytes) {
        if (bytesPerSecond != UNBOUNDED) {
            long keptNanos = nowNanos - TimeUnit.MILLISECONDS.toNanos(KEPT_MILLIS);
            paidNanos = (hasBegun ? later(paidNanos, keptNanos) : keptNanos) + nanos(mostBytes);
            hasBegun = true;
        }
    }

    /** The piece was read: it counts with what it has, keys and values. */
    public synchronized void ends(long mostBytes, SnapshotChunk chunk) {
        if (bytesPerSecond != UNBOUNDED) {
            long bytes = chunk.entries().stream()
                    .mapToLong(entry -> entry.key().bytes().length + entry.value().length)
                    .sum();
            paidNanos += nanos(bytes) - nanos(mostBytes);
        }
    }

    private long nanos(long bytes) {
        return (long) (bytes * NANOS_PER_SECOND / bytesPerSecond);
    }

    /** Of two moments of a clock that may have any origin. */
    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }
}
