package io.catena.server.chain;

import java.util.ArrayDeque;

/**
 * A replica's right to answer reads alone (R4, R5), and the fence that a new head keeps for the sake of others' leases
 * (F1). Monotonic clocks only. No two nodes' clocks are ever compared; the only assumption is that none runs more than
 * the margin faster than another (R11).
 *
 * <p>A round that every member has acknowledged shows that, when it was sent, every member was in this epoch. A
 * member's lease runs from its own receipt of such a round, the head's from the moment at which it sent the round. A
 * replica that acknowledges a round thereby promises to commit nothing as head of a later epoch before the leases that
 * the round may give have run out: a member got the round before it was acknowledged here, so its lease ends no later
 * than a lease's length after that. The length of a lease differs from epoch to epoch; the configuration says which was
 * the longest that may still be in use.
 */
class Lease {
    private final SharedState shared;
    /** Rounds of this epoch that are not known to be complete, oldest first. */
    private final ArrayDeque<Round> open = new ArrayDeque<>();
    /** When the round that last gave a lease was sent or received, in any epoch; meaningless before the first. */
    private long renewedNanos;

    /** As {@link #agedNanos}; meaningless unless {@link #hasAge}. */
    private long ageNanos;

    private boolean hasAge;
    /** Whether a lease was won in this epoch: before that, records may be missing that older epochs committed. */
    private boolean won;
    /** The highest round of this epoch that this replica has acknowledged. */
    private long promisedRound;
    /** When a round was last acknowledged; a new life counts from its beginning, because it does not know (F1). */
    private long promisedNanos;
    /** When the last fence falls; meaningless if there was none. */
    private long fenceEndNanos;
    /** When all leases of epochs older than this one are over. */
    private long olderOverNanos;

    private boolean fenced;

    private record Round(long number, long nanos) {}

    Lease(SharedState shared) {
        this.shared = shared;
        this.promisedNanos = shared.nowNanos;
    }

    /**
     * A new epoch: leases of older ones are void (R5). If it is not clean, or this replica has missed one in between, a
     * replica that does not know of it may still hold a lease (F1).
     */
    void epochBegins(Configuration before, Configuration now) {
        long epochBefore = before == null ? 0 : before.epoch();
        olderOverNanos = promisedNanos + shared.settings.fenceNanos(now.priorLeaseMillis());
        if (!now.clean() || now.epoch() != epochBefore + 1) {
            fenced = true;
            fenceEndNanos = olderOverNanos;
        }
        forfeit();
        promisedRound = 0;
    }

    /** Gives up the lease of this epoch. */
    void forfeit() {
        open.clear();
        won = false;
    }

    /** The head has begun a round, or a round has arrived here for the first time. */
    void roundBegins(long round) {
        open.addLast(new Round(round, shared.nowNanos));
    }

    /** This replica acknowledges a round upstream, or sees it complete if it is the head. */
    void promise(long round) {
        if (round > promisedRound) {
            promisedRound = round;
            promisedNanos = shared.nowNanos;
        }
    }

    /** Every member has acknowledged the round. */
    void roundIsComplete(long round) {
        while (!open.isEmpty() && open.peekFirst().number() <= round) {
            renewedNanos = open.removeFirst().nanos();
            won = true;
        }
    }

    /**
     * Whether this replica may answer a read by itself now: it is still certain that no later epoch has committed
     * anything. The only member of a chain always may, since no replica can become a member without it (R5).
     */
    boolean isHeld() {
        if (shared.leaving || !shared.isMember() || shared.isInPart()) {
            return false;
        }
        boolean alone = shared.configuration.members().size() == 1;
        return alone || won && !shared.hasPassed(renewedNanos, lengthNanos());
    }

    /** How long a lease of this epoch lasts. */
    long lengthNanos() {
        return shared.leaseNanos();
    }

    /** Whether a removed member may still hold a lease, so that nothing may be committed yet. */
    boolean isFenced() {
        fenced = fenced && shared.nowNanos - fenceEndNanos < 0;
        return fenced;
    }

    /**
     * Whether the next epoch may forget how long leases were before this one (F4): all that were longer than this
     * epoch's are over.
     */
    boolean outlastsOlderOnes() {
        Configuration configuration = shared.configuration;
        return configuration.longestLeaseMillis() >= configuration.priorLeaseMillis()
                || shared.nowNanos - olderOverNanos >= 0;
    }

    /**
     * A step is over. What was acknowledged before the round that last gave a lease is below the commit point here, but
     * only once that covers what older epochs may have acknowledged: until then the round says nothing of how old this
     * copy is (R12). Nor does it where this replica is joining: rounds are complete without it, however long they were
     * on their way here. The only member of a chain needs no rounds: it holds whatever was acknowledged.
     */
    void stepEnds() {
        if (won && shared.isMember() && coversInherited()) {
            ageNanos = isHeld() && shared.configuration.members().size() == 1 ? shared.nowNanos : renewedNanos;
            hasAge = true;
        }
    }

    /** Whether everything is known to be committed that an older epoch may have acknowledged. */
    boolean coversInherited() {
        return shared.log.commitPoint() >= shared.inheritedSeq;
    }

    /**
     * A time on this node's clock: what was acknowledged before it is committed here. Null if no such time is known.
     */
    Long agedNanos() {
        return hasAge ? ageNanos : null;
    }
}
