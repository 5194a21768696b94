/**
 * What a node keeps on its disk (D1 to D10): its directory, and in it for each replica a log in files of its own
 * ({@code journal}) and a LevelDB with what is committed ({@code leveldb}).
 *
 * <p>{@link io.catena.server.storage.DataDirectory} guards the directory: one process at a time, one cluster, one node
 * id, a known format. {@link io.catena.server.storage.ReplicaStore} keeps a replica's log, key space and client
 * sessions. Promised: what a call has written when it returns survives a power cut; a crash inside a call leaves the
 * state before it or after it, or a copy that says it is incomplete, never something in between that looks whole; bytes
 * that have changed on the disk come back as a typed error and not as data. Not promised: to go on after an error.
 * A store that could not write, or that found corrupt data, is finished, and its owner decides what comes next.
 *
 * <p>The way of a write: a block of the log, synced ({@code RecordLog}); in memory for readers ({@code Unflushed}); a little
 * later, with many others, LevelDB ({@code Flusher}, {@code KeySpace}). What LevelDB lacks after a crash is done again from
 * the log ({@code StoreRecovery}).
 *
 * <p>A store belongs to the one thread that writes to it; reading is open to all threads, also while it is being closed.
 * The package knows the value types of {@code io.catena.server.chain}, {@code journal}, {@code leveldb}, {@code files}, and a
 * {@code Scheduler}.
 */
package io.catena.server.storage;
