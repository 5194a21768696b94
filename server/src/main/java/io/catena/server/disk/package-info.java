/**
 * A life's access to its store: what an effect asks of the disk becomes a task of a thread that may wait for it, and
 * the result becomes an event on the replica's loop. Promised: no task of the loop waits for a disk, and writes are
 * carried out in their order.
 *
 * <p>{@link io.catena.server.disk.StoreDisk} is made for each life and belongs to the replica's loop. The package knows
 * the chain's values, the store, and ports: {@link io.catena.server.disk.DiskQueue} and {@link
 * io.catena.server.disk.ReplicaLoop}. It starts no thread and reads no clock, so that the simulator runs it too.
 */
package io.catena.server.disk;
