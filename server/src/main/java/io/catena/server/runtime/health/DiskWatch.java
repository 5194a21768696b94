package io.catena.server.runtime.health;

import io.catena.server.chain.RecentAverage;

/**
 * Measures how long the disk cycles of one chain's replica take, from outside of them: a disk that hangs cannot keep this from
 * saying so. Over all lives of the replica. The disk is the node's: what members of other chains find counts here, too, and what
 * this one finds as a member counts for them ({@link NodeDiskWatch}). Owned by the event loop.
 */
public final class DiskWatch {
    private final NodeDiskWatch node;
    private RecentAverage average;
    private boolean isMember;
    /** Null if none is under way. */
    private NodeDiskWatch.Cycle cycle;

    /** @param node what all replicas of the node share */
    public DiskWatch(long nowNanos, NodeDiskWatch node) {
        this.node = node;
        average = new RecentAverage(NodeDiskWatch.ENOUGH_CYCLES, nowNanos);
    }

    /**
     * Time has passed. To be called at least twice a second. What the replica measured before it became a member is forgotten.
     *
     * @param member whether the replica is one
     */
    public void tick(long nowNanos, boolean member) {
        node.tick(nowNanos);
        if (member && !isMember) {
            average = new RecentAverage(NodeDiskWatch.ENOUGH_CYCLES, nowNanos);
        }
        isMember = member;
    }

    /** The life has lost its place. If it was a member, what it has measured counts in the other chains for a while. */
    void losesPlace(long nowNanos) {
        if (isMember) {
            node.losesPlace(ownMillis(nowNanos), nowNanos);
        }
    }

    private long ownMillis(long nowNanos) {
        return average.millis(nowNanos, cycle != null);
    }

    /** A disk cycle begins; there is one at a time. */
    public void begins(long nowNanos) {
        cycle = node.begins(nowNanos, isMember);
    }

    /** @param endNanos when the cycle ended; a tick may have come since */
    public void ends(long endNanos) {
        average.add(node.ends(cycle, endNanos));
        cycle = null;
    }

    /** A cycle has ended that synced nothing: how long it took says nothing about the disk, unless it hung. */
    public void endsWithoutSync() {
        node.passesOver(cycle);
        cycle = null;
    }

    /**
     * How long a cycle took recently on average: one of this replica, or of all members, whichever is longer. Cycles that take
     * seconds are few in a window: it waits for enough of them.
     */
    public long averageMillis(long nowNanos) {
        return Math.max(ownMillis(nowNanos), node.averageMillis(nowNanos));
    }

    /**
     * For how many whole seconds a cycle under way has lasted, once it is worth mentioning; in milliseconds. That of this
     * replica, or of a member, whichever has lasted longer.
     */
    public long hungMillis(long nowNanos) {
        long own = cycle == null ? 0 : node.hungMillis(cycle, nowNanos);
        return Math.max(own, node.hungMillis(nowNanos));
    }
}
