package io.catena.server.storage;

/** Which records are in the log, and how long each is: what is needed to trim it without looking at the disk. */
final class RetainedLog {
    /** At most so many records go with one write, so that no single write becomes slow. */
    private static final int MAX_TRIM = 256;
    /** Where space is scarce, records that are still needed stay up to so many times the bytes that are retained anyway. */
    private static final int PATIENCE = 4;
    /** And there, up to so many bytes in any case. */
    static final long NEEDED_BYTES = 64 << 20;

    private final long retainBytes;
    private final Lengths lengths = new Lengths();
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
     * @param wanted the lowest seq that somebody still needs
     * @param applied the highest seq that has been applied; nothing above it goes
     * @param scarce whether space is: then what is needed stays only while the log is no larger than a few times what it is
     *     to retain, so that one who does not take what it needs cannot fill the disk
     */
    void trim(long wanted, long applied, boolean scarce) {
        for (int i = 0; i < MAX_TRIM && appliedBytes > retainBytes && first <= applied; i++) {
            boolean needed = first >= wanted;
            if (needed && !(scarce && appliedBytes > Math.max(NEEDED_BYTES, PATIENCE * retainBytes))) {
                return;
            }
            appliedBytes -= lengths.removeFirst();
            first++;
        }
    }
}
