package io.catena.server.runtime.health;

import io.catena.server.chain.RecentAverage;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * What a node knows of its one disk, which all its chains share (H7): it takes the cycles of all chains together, since a chain
 * with few writes has too few of them. Only cycles that a member began count, also if it has lost its place before they end (H10).
 * What a replica knew when it lost its place counts for a while, unless enough is measured by others. Owned by the event loop.
 */
public final class NodeDiskWatch {
    /** With fewer cycles in a window there is no average of it. */
    static final int ENOUGH_CYCLES = 3;

    private static final long MENTIONED_HUNG_MILLIS = 2_000;
    private static final long SECOND_MILLIS = 1_000;
    /** Twice the time for which a member must be slow until it loses its place (H8). */
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** A disk cycle under way. */
    static final class Cycle {
        private final long beganNanos;

        private Cycle(long beganNanos) {
            this.beganNanos = beganNanos;
        }
    }

    private final RunningTime time;
    private final RecentAverage average;
    /** Those cycles under way that count, one of each chain at most, in the order in which they began. Most end in that order. */
    private final ArrayDeque<Cycle> underWay = new ArrayDeque<>();
    /** What a member that lost its place had measured then, and until when it counts. */
    private long rememberedMillis;

    private long rememberedUntilNanos;

    public NodeDiskWatch(long nowNanos) {
        time = new RunningTime(nowNanos);
        average = new RecentAverage(ENOUGH_CYCLES, nowNanos);
        rememberedUntilNanos = nowNanos;
    }

    /** Time has passed. To be called at least twice a second while the node has a replica. */
    void tick(long nowNanos) {
        time.tick(nowNanos);
    }

    /**
     * A cycle begins.
     *
     * @param ofMember whether its replica is a member
     */
    Cycle begins(long nowNanos, boolean ofMember) {
        Cycle cycle = new Cycle(time.at(nowNanos));
        if (ofMember) {
            underWay.add(cycle);
        }
        return cycle;
    }

    /**
     * A cycle has ended.
     *
     * @param endNanos when; a tick may have come since
     * @return how long it took
     */
    long ends(Cycle cycle, long endNanos) {
        long tookNanos = Math.max(0, time.atLatest(endNanos) - cycle.beganNanos);
        if (underWay.remove(cycle)) {
            average.add(tookNanos);
        }
        return tookNanos;
    }

    /** A cycle has ended that says nothing of the disk. */
    void passesOver(Cycle cycle) {
        underWay.remove(cycle);
    }

    /**
     * A member has lost its place. What is remembered is only what was measured: else members that lose their places for that alone
     * would keep it alive.
     *
     * @param ownMillis how long its own cycles took recently on average
     */
    void losesPlace(long ownMillis, long nowNanos) {
        long millis = Math.max(ownMillis, measuredMillis(nowNanos));
        if (millis >= rememberedMillis(nowNanos)) {
            rememberedMillis = millis;
            rememberedUntilNanos = nowNanos + REMEMBERED_NANOS;
        }
    }

    private long rememberedMillis(long nowNanos) {
        return nowNanos - rememberedUntilNanos < 0 ? rememberedMillis : 0;
    }

    private long measuredMillis(long nowNanos) {
        return average.millis(nowNanos, !underWay.isEmpty());
    }

    /** How long the cycles of members took recently on average. When enough of them took less than what is remembered, that is over. */
    long averageMillis(long nowNanos) {
        long millis = measuredMillis(nowNanos);
        if (!average.isKnown()) {
            return Math.max(millis, rememberedMillis(nowNanos));
        }
        if (millis < rememberedMillis) {
            rememberedMillis = 0;
        }
        return millis;
    }

    /** For how long the longest of the members' cycles under way has lasted, as {@link #hungMillis(Cycle, long)}. */
    long hungMillis(long nowNanos) {
        return underWay.isEmpty() ? 0 : hungMillis(underWay.peekFirst(), nowNanos);
    }

    /** For how many whole seconds a cycle has lasted, once it is worth mentioning; in milliseconds. */
    long hungMillis(Cycle cycle, long nowNanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(time.at(nowNanos) - cycle.beganNanos);
        return millis < MENTIONED_HUNG_MILLIS ? 0 : millis / SECOND_MILLIS * SECOND_MILLIS;
    }
}
