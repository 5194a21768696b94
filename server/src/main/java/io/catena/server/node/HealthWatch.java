package io.catena.server.node;

import io.catena.server.controller.decision.Health;
import io.catena.server.replica.ReplicaDriver;

/**
 * What a node knows of how it does. A member is judged by what it did as a member: what was measured while it joined, on a
 * cold machine and under the load of a snapshot, is forgotten when it becomes one. Owned by the event loop.
 */
final class HealthWatch {
    /** A round that is not known to be complete for so long, beyond what it waits for the next one, is slow. */
    private static final long SLOW_COMPLETION_MILLIS = 250;

    private final DiskWatch disk;
    private final LoopWatch loop;
    private Health health = Health.WELL;
    private boolean roundsAreSlow;
    private boolean wasMember;

    HealthWatch(long nowNanos) {
        this.disk = new DiskWatch(nowNanos);
        this.loop = new LoopWatch(nowNanos);
    }

    DiskWatch disk() {
        return disk;
    }

    /** Time has passed, of which this was to hear at {@code dueNanos}. */
    Health tick(long nowNanos, long dueNanos, ReplicaDriver driver, boolean lowOnSpace) {
        disk.tick(nowNanos);
        boolean isMember = driver != null && driver.isMember();
        if (isMember && !wasMember) {
            disk.forget(nowNanos);
            loop.forget(nowNanos);
        }
        wasMember = isMember;
        long hopMillis = driver == null ? 0 : driver.hopMillis();
        health = new Health(
                Health.coarse(disk.averageMillis(nowNanos)),
                disk.hungMillis(nowNanos),
                Health.coarse(loop.tick(nowNanos, dueNanos)),
                Health.coarse(hopMillis),
                lowOnSpace);
        if (driver != null) {
            roundsAreSlow = driver.completionMillis() >= driver.leaseMillis() + SLOW_COMPLETION_MILLIS;
        }
        return health;
    }

    /** Whether something is the matter with this node that seldom passes in seconds, or with the way to it. */
    boolean isUnwell() {
        return !health.isWell() || health.lowOnSpace() || roundsAreSlow;
    }
}
