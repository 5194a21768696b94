package io.catena.server.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Where some records of one chain are, which follow each other and are in one file. */
final class RecordRun {
    private final LogSegment segment;
    private final long firstSeq;
    private int[] positions;
    private int[] lengths;
    private int records;

    RecordRun(LogSegment segment, long firstSeq, int[] positions, int[] lengths) {
        this.segment = segment;
        this.firstSeq = firstSeq;
        this.positions = positions.clone();
        this.lengths = lengths.clone();
        this.records = positions.length;
    }

    LogSegment segment() {
        return segment;
    }

    long firstSeq() {
        return firstSeq;
    }

    /** The seq behind the last record. */
    long nextSeq() {
        return firstSeq + records;
    }

    boolean has(long seq) {
        return seq >= firstSeq && seq < nextSeq();
    }

    void add(int[] newPositions, int[] newLengths) {
        int count = newPositions.length;
        if (records + count > positions.length) {
            int capacity = Math.max(records + count, 2 * positions.length);
            positions = Arrays.copyOf(positions, capacity);
            lengths = Arrays.copyOf(lengths, capacity);
        }
        System.arraycopy(newPositions, 0, positions, records, count);
        System.arraycopy(newLengths, 0, lengths, records, count);
        records += count;
    }

    /** Those from one seq (inclusive) to another (exclusive); null if there is none. */
    RecordRun part(long fromSeq, long toSeq) {
        int from = index(fromSeq);
        int to = index(toSeq);
        return from >= to
                ? null
                : new RecordRun(
                        segment,
                        firstSeq + from,
                        Arrays.copyOfRange(positions, from, to),
                        Arrays.copyOfRange(lengths, from, to));
    }

    private int index(long seq) {
        return (int) (Math.max(firstSeq, Math.min(seq, nextSeq())) - firstSeq);
    }

    int lengthOf(long seq) {
        return lengths[(int) (seq - firstSeq)];
    }

    byte[] read(long seq) throws IOException {
        int index = (int) (seq - firstSeq);
        ByteBuffer record = ByteBuffer.allocate(lengths[index]);
        segment.file().read(positions[index], record);
        return record.array();
    }
}
