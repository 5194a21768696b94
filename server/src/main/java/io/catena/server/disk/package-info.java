/**
 * The access of a life to its store: an effect for the disk becomes a task on a thread that may wait for the disk, and
 * the result becomes an event on the replica's loop. The package promises that no task of the loop waits for a disk,
 * and that writes are carried out in their order.
 *
 * <p>A {@link io.catena.server.disk.StoreDisk} is made for each life and belongs to the replica's loop; all lives of a replica
 * share {@link io.catena.server.disk.ReplicaWrites}, and all replicas of a node the threads and {@link io.catena.server.disk.LookUps}.
 * The package
 * knows the chain's values, the store, and ports: {@link io.catena.server.disk.DiskQueue} and
 * {@link io.catena.server.disk.ReplicaLoop}. It starts no thread and reads no clock, so that the simulator can run it.
 */
package io.catena.server.disk;
