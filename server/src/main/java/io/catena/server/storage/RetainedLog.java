package io.catena.server.storage;

import java.util.ArrayDeque;

/** Which records are in the log, and how long each is: what is needed to trim it without looking at the disk. */
final class RetainedLog {
    /** At most so many records go with one write, so that no single write becomes slow. */
    private static final int MAX_TRIM = 256;
    /** Records that are still needed stay up to so many times the bytes that are retained anyway. */
    private static final int PATIENCE = 4;
    /** And up to so many bytes in any case. */
    static final long NEEDED_BYTES = 64 << 20;

    private final long retainBytes;
    private final ArrayDeque<Integer> lengths = new ArrayDeque<>();
    private long first;
    private long appliedBytes;

    /**
     * An empty log.
     *
     * @param first the seq of the next record
     * @param retainBytes applied records beyond this many bytes go
     */
    RetainedLog(long first, long retainBytes) {
        this.first = first;
        this.retainBytes = retainBytes;
    }

    long first() {
        return first;
    }

    /** The highest seq; {@code first - 1} if the log is empty. */
    long end() {
        return first + lengths.size() - 1;
    }

    void append(int length) {
        lengths.addLast(length);
    }

    /** The next record that was not applied is. */
    void applied(int length) {
        appliedBytes += length;
    }

    /** Forgets the last record, which is not applied. */
    void dropLast() {
        lengths.removeLast();
    }

    /**
     * Forgets the oldest applied records if there is too much of them.
     *
     * @param wanted the lowest seq that somebody still needs; obeyed while the log is no larger than a few times what it
     *     is to retain, so that one who does not take what it needs cannot fill the disk
     * @param applied the highest seq that has been applied; nothing above it goes
     */
    void trim(long wanted, long applied) {
        for (int i = 0; i < MAX_TRIM && appliedBytes > retainBytes && first <= applied; i++) {
            if (first >= wanted && appliedBytes <= Math.max(NEEDED_BYTES, PATIENCE * retainBytes)) {
                return;
            }
            appliedBytes -= lengths.removeFirst();
            first++;
        }
    }
}
