package io.catena.server.chain;

import java.util.List;

/**
 * What one cycle puts on the disk: everything in one atomic, synced write. One is under way at a time.
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
        long keepFrom) {}
