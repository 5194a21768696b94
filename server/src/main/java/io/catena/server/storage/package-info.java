/**
 * What a node keeps on its disk (D1 to D12): its directory, and in it a log in files of its own ({@code journal}) and a LevelDB with
 * what is committed ({@code leveldb}), both for all chains that the node carries.
 *
 * <p>{@link io.catena.server.storage.DataDirectory} guards the directory: one process at a time, one cluster, one node
 * id, a known format. {@link io.catena.server.storage.NodeStore} keeps log and LevelDB, and
 * {@link io.catena.server.storage.ReplicaStore} in them one chain's log, key space and client
 * sessions. Promised: what a call has written when it says so survives a power cut; a crash inside a call leaves the
 * state before it or after it, or a copy that says it is incomplete, never something in between that looks whole; bytes
 * that have changed on the disk come back as a typed error and not as data. Not promised: to go on after an error.
 * A store that could not write, or that found corrupt data, is finished with all its chains, and its owner decides what comes next.
 *
 * <p>The way of a write: a part of a block of the log, synced with those of other chains ({@code Journal}); in memory for readers
 * ({@code Unflushed}); a little later, with many others, LevelDB ({@code FlushSchedule}, {@code Flusher}, {@code KeySpace}). What
 * LevelDB lacks after a crash is done again from the log ({@code StoreRecovery}).
 *
 * <p>The writes of a chain come one after the other; reading is open to all threads, also while the store is being closed.
 * The package knows the value types of {@code io.catena.server.chain}, {@code journal}, {@code leveldb}, {@code files}, and a
 * {@code Scheduler}.
 */
package io.catena.server.storage;
