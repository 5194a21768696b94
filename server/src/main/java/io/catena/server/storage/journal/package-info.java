/**
 * A node's log on the disk: numbered blocks in a few files, with parts of all its chains ({@link io.catena.server.storage.journal.Journal}),
 * and in it the log of each chain ({@link io.catena.server.storage.journal.RecordLog}). Promised: what was appended is durable when that
 * is said; after a crash the last block is there whole or not at all; anything
 * else that is not as it was written is told as damage. The files are a port
 * ({@link io.catena.server.storage.journal.LogFiles}): a directory, or the simulator's disk.
 *
 * <p>One thread at a time writes, all may read. The package knows the chain's records and {@code storage.files}; it does not know
 * LevelDB, nor what became of the records.
 */
package io.catena.server.storage.journal;
