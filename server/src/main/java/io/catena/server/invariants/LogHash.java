package io.catena.server.invariants;

import java.util.Arrays;

/**
 * A log as a chain of hashes: the hash at a seq stands for all records up to it, so that two logs are compared up to any
 * seq in one step. Nothing is known below {@link #base}.
 */
public final class LogHash {
    /** What {@link #at} returns where nothing is known. */
    public static final long UNKNOWN = Long.MIN_VALUE;

    private long base;
    private long[] hashes;
    private int size;

    public LogHash(long base, long baseHash) {
        this.base = base;
        this.hashes = new long[16];
        this.hashes[0] = baseHash;
        this.size = 1;
    }

    public long base() {
        return base;
    }

    public long end() {
        return base + size - 1;
    }

    /** The hash of all records up to the seq. */
    public long at(long seq) {
        return seq < base || seq > end() ? UNKNOWN : hashes[(int) (seq - base)];
    }

    public void append(int checksum) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * size);
        }
        hashes[size] = mix(hashes[size - 1] * 31 + checksum);
        size++;
    }

    /** A log of its own that ends at the seq. */
    public LogHash upTo(long seq) {
        LogHash copy = new LogHash(base, hashes[0]);
        copy.size = (int) (seq - base) + 1;
        copy.hashes = Arrays.copyOf(hashes, Math.max(16, copy.size));
        return copy;
    }

    /** Whether both hold the same up to the seq, as far as it is known. */
    public boolean agrees(LogHash other, long seq) {
        long mine = at(seq);
        long theirs = other.at(seq);
        return mine == UNKNOWN || theirs == UNKNOWN || mine == theirs;
    }

    public static long mix(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
