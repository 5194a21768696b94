/**
 * What carries a replica: it takes events to the protocol, carries effects out, and keeps the requests that wait. It
 * knows the chain and ports alone ({@link io.catena.server.runtime.Clock}, {@link
 * io.catena.server.replica.ReplicaDisk}, {@link io.catena.server.replica.ReplicaDriver.Host}), so that a node and the
 * simulator run the same classes. Everything in here belongs to one loop, the replica's.
 */
package io.catena.server.replica;
