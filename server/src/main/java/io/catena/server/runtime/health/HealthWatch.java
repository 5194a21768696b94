package io.catena.server.runtime.health;

import io.catena.server.controller.decision.Health;

/**
 * What the replica of one chain knows of how its node does (H7). A member is judged by what it did as a member: what was measured while it
 * joined, on a cold machine and under the load of a snapshot, is forgotten when it becomes one (H10). Owned by the
 * event loop.
 */
public final class HealthWatch {
    /** Rounds are slow if it takes this time, beyond the wait for the next round, until one is known to be complete. */
    private static final long SLOW_COMPLETION_MILLIS = 250;

    /**
     * What the replica measures itself.
     *
     * @param hopMillis how long rounds took recently to the next member and back; 0 if that is not known
     * @param completionMillis how long it took recently until rounds were known here to be complete
     */
    public record Measured(boolean isMember, long hopMillis, long completionMillis, int leaseMillis) {
        /** There is no replica between two lives. */
        public static final Measured NOTHING = new Measured(false, 0, 0, 0);
    }

    private final DiskWatch disk;
    private final LoopWatch loop;
    private Health health = Health.WELL;
    private boolean roundsAreSlow;
    private boolean wasMember;

    /** @param nodeDisk what all replicas of the node share */
    public HealthWatch(long nowNanos, NodeDiskWatch nodeDisk) {
        this.disk = new DiskWatch(nowNanos, nodeDisk);
        this.loop = new LoopWatch(nowNanos);
    }

    public DiskWatch disk() {
        return disk;
    }

    /** Time has passed; this call was due at {@code dueNanos}. It returns the same object for as long as nothing changes. */
    public Health tick(long nowNanos, long dueNanos, Measured replica, boolean lowOnSpace) {
        disk.tick(nowNanos, replica.isMember());
        if (replica.isMember() && !wasMember) {
            loop.forget(nowNanos);
        }
        wasMember = replica.isMember();
        health = health.updated(
                Health.coarse(disk.averageMillis(nowNanos)),
                disk.hungMillis(nowNanos),
                Health.coarse(loop.tick(nowNanos, dueNanos)),
                Health.coarse(replica.hopMillis()),
                lowOnSpace);
        if (replica != Measured.NOTHING) {
            roundsAreSlow = replica.completionMillis() >= replica.leaseMillis() + SLOW_COMPLETION_MILLIS;
        }
        return health;
    }

    /** The present life has lost its place. */
    public void losesPlace(long nowNanos) {
        disk.losesPlace(nowNanos);
    }

    /** Whether this node, or the way to it, has a problem that seldom passes in seconds (N4). */
    public boolean isUnwell() {
        return !health.isWell() || health.lowOnSpace() || roundsAreSlow;
    }
}
