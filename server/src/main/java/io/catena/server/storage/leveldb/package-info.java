/**
 * LevelDB as an ordered map of bytes with atomic, durable batches: a port
 * ({@link io.catena.server.storage.leveldb.Database}) and its adapter. Promised: a database opens only if its files are what
 * LevelDB left; bytes that have changed are told as damage; the space of what was deleted comes back while space is scarce
 * ({@link io.catena.server.storage.leveldb.Sweeper}).
 *
 * <p>All methods of an open database may be called by any thread. The package knows {@code storage.files} and LevelDB; it
 * does not know what the bytes mean.
 */
package io.catena.server.storage.leveldb;
