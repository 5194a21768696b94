package io.catena.server.storage.journal;

/**
 * A part of a block in a file: record i is at {@code positions[i]}, and its length beside.
 *
 * @param part without its records
 */
record PlacedPart(LogPart part, long firstSeq, int[] positions, int[] lengths) {}
