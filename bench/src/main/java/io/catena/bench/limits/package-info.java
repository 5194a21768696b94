/**
 * What the machine allows: disk, LevelDB and loopback by themselves, with the bytes that a chain would move.
 *
 * <p>Promised: files lie in the folder that was given, and each thread has its own. Knows the server's storage classes,
 * LevelDB and the wire; no running node.
 */
package io.catena.bench.limits;
