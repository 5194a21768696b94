package io.catena.server.chain;

import java.util.ArrayList;
import java.util.List;

/**
 * A replica's log: the records that it keeps in memory, and the watermarks of all of it.
 *
 * <p>Always {@code applied <= commitPoint <= end} and {@code durable <= end}. Records above {@code applied} are in
 * memory; records at or below it are in memory as far as {@code memoryBytes} allows, and on disk as far as the store
 * keeps them.
 */
final class Log {
    private final long memoryBytes;
    private RecordWindow window;
    private UnappliedVersions unappliedVersions;
    /** The highest seq that is on this replica's disk. */
    private long durable;
    /** The highest seq known to be durable on every member. */
    private long commitPoint;
    /** The seq up to which the key space on disk holds everything. */
    private long applied;
    /** The lowest seq that the log on disk still has. */
    private long firstOnDisk;
    /** Bytes of the records in memory at or below {@link #applied}. */
    private long appliedBytes;
    /** Memory of the records above {@link #commitPoint}. */
    private long pendingBytes;
    /** Number of writes in the records above {@link #commitPoint}. */
    private long pendingWrites;

    Log(StoredState stored, long memoryBytes) {
        this.memoryBytes = memoryBytes;
        startAt(stored.applied());
        for (LogRecord record : stored.pending()) {
            append(record);
        }
        durable = end();
        firstOnDisk = stored.firstLogSeq();
    }

    private void startAt(long seq) {
        window = new RecordWindow(seq + 1);
        unappliedVersions = new UnappliedVersions();
        durable = seq;
        commitPoint = seq;
        applied = seq;
        firstOnDisk = seq + 1;
        appliedBytes = 0;
        pendingBytes = 0;
        pendingWrites = 0;
    }

    long end() {
        return window.next() - 1;
    }

    long durable() {
        return durable;
    }

    long commitPoint() {
        return commitPoint;
    }

    long applied() {
        return applied;
    }

    long firstOnDisk() {
        return firstOnDisk;
    }

    long firstInMemory() {
        return window.first();
    }

    long pendingBytes() {
        return pendingBytes;
    }

    long pendingWrites() {
        return pendingWrites;
    }

    LogRecord get(long seq) {
        return window.get(seq);
    }

    /** The checksum of the last record; 0 if it is not in memory. */
    int lastChecksum() {
        return checksumAt(end());
    }

    int checksumAt(long seq) {
        return window.contains(seq) ? window.get(seq).checksum() : 0;
    }

    /** The newest version of the key at or below the seq that the key space on disk may lack; null if there is none. */
    VersionedValue newest(Key key, long seq) {
        return unappliedVersions.newest(key, seq);
    }

    /** Whether a record that is not known to be committed changes the key. */
    boolean isPending(Key key) {
        return unappliedVersions.isChangedAbove(key, commitPoint);
    }

    void append(LogRecord record) {
        window.add(record);
        unappliedVersions.add(record);
        pendingBytes += record.memoryBytes();
        pendingWrites += record.writeCount();
    }

    /** Raises the commit point to the seq, or to the end if the seq is behind it. Returns whether it has risen. */
    boolean commit(long seq) {
        long target = Math.min(seq, end());
        if (target <= commitPoint) {
            return false;
        }
        while (commitPoint < target) {
            commitPoint++;
            LogRecord record = window.get(commitPoint);
            pendingBytes -= record.memoryBytes();
            pendingWrites -= record.writeCount();
        }
        return true;
    }

    /** The disk holds the log up to the seq, and the key space everything up to the second one. */
    void written(long durableSeq, long appliedSeq, long firstSeqOnDisk) {
        Invariant.check(appliedSeq <= commitPoint, "applied %d above the commit point %d", appliedSeq, commitPoint);
        durable = Math.max(durable, durableSeq);
        firstOnDisk = firstSeqOnDisk;
        while (applied < appliedSeq) {
            applied++;
            LogRecord record = window.get(applied);
            unappliedVersions.dropApplied(record);
            window.replace(record.encodedOnly());
            appliedBytes += record.bytes().length;
        }
        while (appliedBytes > memoryBytes) {
            appliedBytes -= window.removeFirst().bytes().length;
        }
    }

    /** Forgets what is only pending: the predecessor's log is the chain's (N2). */
    void forgetPending() {
        Invariant.check(commitPoint == applied, "pending is forgotten only before anything new is committed");
        while (end() > applied) {
            LogRecord record = window.removeLast();
            unappliedVersions.dropTruncated(record);
            pendingBytes -= record.memoryBytes();
            pendingWrites -= record.writeCount();
        }
        durable = Math.min(durable, end());
    }

    /** Begins anew: the log continues behind the seq, and everything up to it is in the key space. */
    void restartAt(long seq) {
        startAt(seq);
    }

    /**
     * The records from one seq to another, both included, up to a number of bytes but at least one if there is one.
     * What counts is {@link LogRecord#memoryBytes}, since the receiver goes through all their writes in one step.
     */
    List<LogRecord> slice(long from, long to, long maxBytes) {
        List<LogRecord> slice = new ArrayList<>();
        long bytes = 0;
        for (long seq = from; seq <= to; seq++) {
            LogRecord record = window.get(seq);
            bytes += record.memoryBytes();
            if (bytes > maxBytes && !slice.isEmpty()) {
                break;
            }
            slice.add(record);
        }
        return slice;
    }
}
