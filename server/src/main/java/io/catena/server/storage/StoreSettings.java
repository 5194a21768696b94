package io.catena.server.storage;

import io.catena.server.chain.SessionTable;
import java.security.SecureRandom;
import java.util.function.LongSupplier;

/**
 * The numbers by which a store runs.
 *
 * @param segmentBytes a file of the log that holds more takes no further block
 * @param retainLogBytes applied records beyond this many bytes leave the log, a whole file at a time
 * @param recentBytes of the heap for values that were looked up
 * @param noSessions no client session, in the bounds in which all replicas keep them
 * @param salts gives a number that cannot be guessed for each file of the log
 */
public record StoreSettings(
        long segmentBytes, long retainLogBytes, long recentBytes, SessionTable noSessions, LongSupplier salts) {
    private static final long MAX_SEGMENT_BYTES = 8 << 20;
    private static final long MIN_SEGMENT_BYTES = 256 << 10;
    /** What is retained is this many files. */
    private static final int SEGMENTS = 8;
    /** Values that were looked up take at most one sixteenth of the heap. */
    private static final int RECENT_PART = 16;

    /** What a node uses. */
    public static StoreSettings standard(long retainLogBytes) {
        return new StoreSettings(
                Math.max(MIN_SEGMENT_BYTES, Math.min(MAX_SEGMENT_BYTES, retainLogBytes / SEGMENTS)),
                retainLogBytes,
                Runtime.getRuntime().maxMemory() / RECENT_PART,
                new SessionTable(),
                new SecureRandom()::nextLong);
    }
}
