package io.catena.server.chain;

/**
 * A snapshot received in part; a replica that holds one has no state to answer from, nor to form a chain from (S7).
 *
 * @param seq the log continues behind this seq once the snapshot is complete
 * @param cursor the highest key that has arrived; null if none has
 */
public record PartialSnapshot(long seq, Key cursor) {}
