/**
 * The protocol of a chain: pure, single-threaded, deterministic. A letter with a number, as W3, names a rule of
 * docs/protocol.md.
 *
 * <p>A {@link io.catena.server.chain.Replica} is one chain's copy on one node. It promises that every write it lets be
 * answered is durable on every member of its epoch, that members' logs are prefixes of their predecessors', and that a
 * read it lets be answered is linearizable. It owns all protocol state; its driver owns the disk, the network, the
 * clock and ZooKeeper, carries out {@link io.catena.server.chain.Effect effects} and reports their results.
 *
 * <p>The way of a write (W1 to W8): {@link io.catena.server.chain.Event.Write} puts it into the queue of the {@code
 * Head}; {@code RecordBuilder} makes a record of the requests in the queue; {@code Log} takes it; {@code GroupCommit} gives it
 * to the disk and {@code DownstreamLink} sends it down, both at once; on the other side {@code UpstreamLink} receives it, and
 * the same happens there. When it is durable below, the acknowledgement comes back through {@code DownstreamLink}; {@code
 * Predecessor} passes it up; at the head it moves the commit point and the client is answered. The commit point goes
 * down with the next message, and {@code GroupCommit} lets committed records be applied with the next write.
 *
 * <p>The rules come from van Renesse and Schneider, "Chain Replication for Supporting High Throughput and Availability"
 * (OSDI 2004), and Terrace and Freedman, "Object Storage on CRAQ" (USENIX ATC 2009, apportioned queries). Catena
 * departs from them in one main point: the head answers, when the acknowledgement has come back to it, and not the
 * tail; so the client has one connection, and the commit point travels with the next message.
 *
 * <p>This package may know the JDK's collections and checksums, and nothing else: an architecture test holds that.
 */
package io.catena.server.chain;
