package io.catena.server.chain;

/**
 * The state of a replica as seen from outside, at one moment.
 *
 * @param configuration the adopted configuration; null before the first
 * @param position in the configuration's line, 0 for the head; -1 if it has none
 * @param joiningPercent how much of a snapshot has arrived; -1 if none is being received
 * @param asOfNanos a time on this node's monotonic clock: what was acknowledged before it is committed here (R12); null
 *     if no such time is known
 * @param shortage of this replica and the members behind it; at the head, of the chain
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
