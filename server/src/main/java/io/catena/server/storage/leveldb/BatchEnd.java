package io.catena.server.storage.leveldb;

import java.nio.ByteBuffer;

/**
 * The mark at the end of every batch. It tells a batch that was being written when the power failed, and so was never
 * acknowledged, from one that was whole and has changed since: a torn batch lacks its end.
 */
public final class BatchEnd {
    public static final int BYTES = Long.BYTES;
    /** Every byte has four or more bits, so that no byte that has changed in a few bits is zero. */
    public static final long MARK = 0xC5E7A9D3_B75E6CF1L;

    /** A mark that is off by this many bits was a mark; random bytes are off by 32. */
    private static final int TOLERATED_BITS = 6;

    private BatchEnd() {}

    /** Whether a log file, from an offset on, holds a mark or ends in what was one. Zeros at the end do not count. */
    static boolean isIn(byte[] content, int from) {
        ByteBuffer in = withoutHeaders(content, from);
        int end = in.limit();
        while (end > 0 && in.get(end - 1) == 0) {
            end--;
        }
        if (end >= BYTES && Long.bitCount(in.getLong(end - BYTES) ^ MARK) <= TOLERATED_BITS) {
            return true;
        }
        for (int i = 0; i + BYTES <= end; i++) {
            if (in.getLong(i) == MARK) {
                return true;
            }
        }
        return false;
    }

    /** A fragment's header at the start of a block could stand in the middle of a mark. */
    private static ByteBuffer withoutHeaders(byte[] content, int from) {
        ByteBuffer out = ByteBuffer.allocate(content.length - from);
        for (int i = from; i < content.length; i++) {
            if (i % LevelLog.BLOCK_BYTES >= LevelLog.HEADER_BYTES) {
                out.put(content[i]);
            }
        }
        return out.flip();
    }
}
