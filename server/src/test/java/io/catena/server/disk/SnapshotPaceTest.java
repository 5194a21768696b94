package io.catena.server.disk;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Key;
import io.catena.server.chain.SnapshotChunk;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** When the next piece of a snapshot may be read (S8). */
public class SnapshotPaceTest {
    /** A piece of 1,000 bytes takes 1 s. */
    private static final int BYTES_PER_SECOND = 1_000;

    private final SnapshotPace pace = SnapshotPace.of(BYTES_PER_SECOND);

    /** With a key of two bytes. */
    private static SnapshotChunk piece(int bytes) {
        SnapshotChunk.Entry entry = new SnapshotChunk.Entry(new Key(new byte[2]), new byte[bytes - 2], 1);
        return new SnapshotChunk(1, 1, null, List.of(entry), false, null, 0);
    }

    private static long at(long millis) {
        return Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(5) + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private long waitMillis(long nowMillis) {
        return TimeUnit.NANOSECONDS.toMillis(pace.waitNanos(at(nowMillis)));
    }

    /** A piece that is read at once; the store was asked for up to twice as much. */
    private void read(long nowNanos, SnapshotChunk piece) {
        long mostBytes = 2L * BYTES_PER_SECOND;
        pace.begins(nowNanos, mostBytes);
        pace.ends(mostBytes, piece);
    }

    @Test
    public void theFirstPieceWaitsForNothing() {
        assertEquals(0, waitMillis(0));
    }

    @Test
    public void theNextOneWaitsForTheTimeThatTheLastOneTakes() {
        read(at(0), piece(1_000));
        assertEquals(1_000 - SnapshotPace.KEPT_MILLIS, waitMillis(0));
        assertEquals(0, waitMillis(1_000));
    }

    @Test
    public void aPieceThatIsBeingReadCountsWithAllThatItMayHave() {
        pace.begins(at(0), 2_000);
        assertEquals(2_000 - SnapshotPace.KEPT_MILLIS, waitMillis(0));
        pace.ends(2_000, piece(1_000));
        assertEquals(1_000 - SnapshotPace.KEPT_MILLIS, waitMillis(0));
    }

    @Test
    public void aLowerRateIsNotMadeUpForLater() {
        read(at(0), piece(100));
        read(at(4_000), piece(1_000));
        assertEquals(1_000 - SnapshotPace.KEPT_MILLIS, waitMillis(4_000));
    }

    @Test
    public void piecesThatBeginTogetherAreAllPaidFor() {
        read(at(0), piece(1_000));
        read(at(0), piece(1_000));
        read(at(0), piece(1_000));
        assertEquals(3_000 - SnapshotPace.KEPT_MILLIS, waitMillis(0));
    }

    @Test
    public void overALongTimeNoMoreIsReadThanTheRateSays() {
        long read = 0;
        for (long millis = 0; millis < 60_000; millis++) {
            if (pace.waitNanos(at(millis)) == 0) {
                read(at(millis), piece(50));
                read += 50;
            }
        }
        assertEquals(60 * BYTES_PER_SECOND, read, 2 * BYTES_PER_SECOND * SnapshotPace.KEPT_MILLIS / 1_000);
    }

    @Test
    public void withoutABoundNothingWaits() {
        SnapshotPace unbounded = SnapshotPace.unbounded();
        for (int i = 0; i < 100; i++) {
            unbounded.begins(at(0), 1 << 20);
            unbounded.ends(1 << 20, piece(1 << 20));
            assertTrue(unbounded.waitNanos(at(0)) == 0);
        }
    }
}
