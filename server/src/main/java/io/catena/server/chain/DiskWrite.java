package io.catena.server.chain;

import java.util.List;

/**
 * What one cycle puts on the disk: everything in one atomic write. One is under way at a time. When it is done, all of it is
 * durable but how far records are applied: a crash may leave fewer of them applied, and those behind are pending again.
 *
 * @param reset whether everything the replica held is dropped first, log and key space: its lineage was another
 * @param truncateTo records above this seq are dropped first; -1 to drop none
 * @param append records for the log, in order
 * @param apply records, in order, whose effects go into the key space; they are in the log or in {@code append}
 * @param epoch the highest epoch in which the replica was a member
 * @param lineage the lineage of its log
 * @param keepFrom records from this seq on must stay in the log, because a successor still needs them
 */
public record DiskWrite(
        boolean reset,
        long truncateTo,
        List<LogRecord> append,
        List<LogRecord> apply,
        long epoch,
        long lineage,
        long keepFrom) {
    /** Whether nothing has to be durable for it: records of the log take effect, and the log stays as it is. */
    public boolean appliesOnly() {
        return !reset && truncateTo < 0 && append.isEmpty() && !apply.isEmpty();
    }
}
