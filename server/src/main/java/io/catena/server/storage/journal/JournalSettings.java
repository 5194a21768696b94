package io.catena.server.storage.journal;

import java.util.function.LongSupplier;

/**
 * The numbers by which a journal runs.
 *
 * @param layout of new files
 * @param segmentBytes a file that holds more takes no further block
 * @param retainBytes records beyond this many bytes that no chain needs are deleted, a whole file at a time
 * @param salts gives a number that cannot be guessed for each file
 */
public record JournalSettings(LogLayout layout, long segmentBytes, long retainBytes, LongSupplier salts) {}
