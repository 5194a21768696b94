package io.catena.server.chain;

/** A run of records without a gap, found by their seq. */
final class RecordWindow {
    private LogRecord[] ring = new LogRecord[64];
    /** The seq of the first record in the window; if it is empty, of the next record. */
    private long first;

    private int size;

    RecordWindow(long first) {
        this.first = first;
    }

    long first() {
        return first;
    }

    /** The seq behind the last record. */
    long next() {
        return first + size;
    }

    boolean contains(long seq) {
        return seq >= first && seq < next();
    }

    LogRecord get(long seq) {
        Invariant.check(contains(seq), "record %d is not in memory [%d, %d)", seq, first, next());
        return ring[index(seq)];
    }

    void add(LogRecord record) {
        Invariant.check(record.seq() == next(), "record %d where %d is next", record.seq(), next());
        if (size == ring.length) {
            grow();
        }
        size++;
        ring[index(record.seq())] = record;
    }

    /** Puts another form of the same record in its place. */
    void replace(LogRecord record) {
        Invariant.check(contains(record.seq()), "record %d is not in memory [%d, %d)", record.seq(), first, next());
        ring[index(record.seq())] = record;
    }

    LogRecord removeFirst() {
        LogRecord record = get(first);
        ring[index(first)] = null;
        first++;
        size--;
        return record;
    }

    LogRecord removeLast() {
        LogRecord record = get(next() - 1);
        ring[index(record.seq())] = null;
        size--;
        return record;
    }

    private int index(long seq) {
        return (int) (seq & (ring.length - 1));
    }

    private void grow() {
        LogRecord[] larger = new LogRecord[ring.length * 2];
        for (long seq = first; seq < next(); seq++) {
            larger[(int) (seq & (larger.length - 1))] = ring[index(seq)];
        }
        ring = larger;
    }
}
