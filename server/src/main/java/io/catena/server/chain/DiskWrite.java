package io.catena.server.chain;

import java.util.List;

/**
 * What one cycle puts on the disk: everything in one atomic write. One is under way at a time. When it is done, all of
 * it is durable except how far records are applied: a crash may leave fewer records applied, and the others are pending
 * again (W8).
 *
 * @param reset whether everything that the replica held, log and key space, is dropped first: it was of another lineage
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
    /** Whether nothing has to be durable for it: it only applies records of the log, which stays as it is (W8). */
    public boolean appliesOnly() {
        return !reset && truncateTo < 0 && append.isEmpty() && !apply.isEmpty();
    }
}
