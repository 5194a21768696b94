package io.catena.server.runtime.health;

import io.catena.server.controller.decision.Health;

/**
 * What a node knows of how it does (H7). A member is judged by what it did as a member: what was measured while it joined, on a
 * cold machine and under the load of a snapshot, is forgotten when it becomes one (H10). Owned by the event loop.
 */
public final class HealthWatch {
    /** A round that is not known to be complete for so long, beyond what it waits for the next one, is slow. */
    private static final long SLOW_COMPLETION_MILLIS = 250;

    /**
     * What the replica measures itself.
     *
     * @param hopMillis how long rounds took of late to the next member and back; 0 if that is not known
     * @param completionMillis how long it took of late until rounds were known here to be complete
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

    public HealthWatch(long nowNanos) {
        this.disk = new DiskWatch(nowNanos);
        this.loop = new LoopWatch(nowNanos);
    }

    public DiskWatch disk() {
        return disk;
    }

    /** Time has passed, of which this was to hear at {@code dueNanos}. */
    public Health tick(long nowNanos, long dueNanos, Measured replica, boolean lowOnSpace) {
        disk.tick(nowNanos);
        if (replica.isMember() && !wasMember) {
            disk.forget(nowNanos);
            loop.forget(nowNanos);
        }
        wasMember = replica.isMember();
        health = new Health(
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

    /** Whether something is the matter with this node that seldom passes in seconds, or with the way to it. */
    public boolean isUnwell() {
        return !health.isWell() || health.lowOnSpace() || roundsAreSlow;
    }
}
