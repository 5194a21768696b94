package io.catena.server.storage.leveldb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One of LevelDB's log files (data logs and manifests share a format), read with every checksum checked: blocks of
 * 32 KiB hold fragments, each with checksum (4 bytes, little-endian), length (2), type (1); zeros are unused space.
 */
final class LevelLog {
    static final int BLOCK_BYTES = 32 << 10;
    static final int HEADER_BYTES = 4 + 2 + 1;
    private static final int FULL = 1;
    private static final int FIRST = 2;
    private static final int MIDDLE = 3;
    private static final int LAST = 4;

    private final byte[] content;
    private final ByteBuffer in;
    private final List<byte[]> records = new ArrayList<>();
    private final List<byte[]> fragments = new ArrayList<>();
    private int intactBytes;
    private String problem;

    LevelLog(byte[] content) {
        this.content = content;
        this.in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int next = 0;
        while (next >= 0) {
            next = readFragment(next);
        }
    }

    /** The whole records up to the first problem. */
    List<byte[]> records() {
        return records;
    }

    /** Where the last whole record before the first problem ends. */
    int intactBytes() {
        return intactBytes;
    }

    /** The first thing that is wrong; null if nothing is. */
    String problem() {
        return problem;
    }

    /** Where the next fragment begins; -1 at the end or at a problem. */
    private int readFragment(int at) {
        int blockEnd = (at / BLOCK_BYTES + 1) * BLOCK_BYTES;
        if (blockEnd - at < HEADER_BYTES && blockEnd <= content.length) {
            return isZero(at, blockEnd) ? blockEnd : stop(at, "bytes in unused space");
        }
        if (isZero(at, content.length)) {
            return fragments.isEmpty() ? -1 : stop(at, "a record without an end");
        }
        if (at + HEADER_BYTES > content.length) {
            return stop(at, "a torn header");
        }
        int length = in.getShort(at + 4) & 0xffff;
        int type = in.get(at + 6);
        int end = at + HEADER_BYTES + length;
        if (end > Math.min(blockEnd, content.length)) {
            return stop(at, "a length of " + length);
        }
        if (in.getInt(at) != LevelChecksum.of(content, at + 6, end)) {
            return stop(at, "a checksum that does not fit");
        }
        boolean begins = type == FULL || type == FIRST;
        if (type < FULL || type > LAST || begins != fragments.isEmpty()) {
            return stop(at, "a fragment of type " + type + " out of place");
        }
        add(at + HEADER_BYTES, end, type);
        return end;
    }

    private void add(int from, int end, int type) {
        fragments.add(Arrays.copyOfRange(content, from, end));
        if (type == FIRST || type == MIDDLE) {
            return;
        }
        int length = fragments.stream().mapToInt(fragment -> fragment.length).sum();
        ByteBuffer record = ByteBuffer.allocate(length);
        fragments.forEach(record::put);
        fragments.clear();
        records.add(record.array());
        intactBytes = end;
    }

    private int stop(int at, String what) {
        problem = what + " at byte " + at;
        return -1;
    }

    private boolean isZero(int from, int to) {
        for (int i = from; i < to; i++) {
            if (content[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
