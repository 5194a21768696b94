package io.catena.server.chain;

/**
 * What can be seen of a replica from outside, at one moment.
 *
 * @param configuration the adopted configuration; null before the first
 * @param position in the configuration's line, 0 for the head; -1 if it has none
 * @param joiningPercent how much of a snapshot has arrived; -1 if none is being received
 * @param asOfNanos when, by this node's monotonic clock, the round was sent or received that last renewed the lease to
 *     answer reads alone, as far as what older epochs may have acknowledged was committed by then: what was acknowledged
 *     before is held here; null if that is not known
 * @param shortage of this replica and those behind it; at the head, of the chain
 */
public record ReplicaView(
        Configuration configuration,
        int position,
        long epoch,
        long lineage,
        long logEnd,
        long durable,
        long commitPoint,
        long applied,
        int joiningPercent,
        Long asOfNanos,
        Shortage shortage) {}
