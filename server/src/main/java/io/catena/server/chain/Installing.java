package io.catena.server.chain;

/**
 * A snapshot received in part.
 *
 * @param seq the log continues behind this seq once the snapshot is complete
 * @param cursor the highest key that has arrived; null if none has
 */
public record Installing(long seq, Key cursor) {}
