/**
 * Measures what the machine allows: disk, LevelDB and loopback alone, with the bytes that a chain would move.
 *
 * <p>Promised: files are written in the given folder only, and each thread has its own. Knows the server's storage
 * classes, LevelDB and the wire, and no running node.
 */
package io.catena.bench.limits;
