package io.catena.server.chain;

/**
 * How the commit point goes down a link (W7). At the head it waits up to 10 ms for the next record: where writes follow
 * each other, each costs a link one message down and not two. A member that needs it meanwhile asks the head (R7).
 * Other members pass it on at once, and so does a head that leaves or hands over (C17), so that the next head is seldom in doubt
 * (R10).
 */
final class CommitPiggyback {
    private static final long LONGEST_NANOS = 10_000_000;

    private final SharedState shared;
    /** The commit point that was sent last on this link; -1 if none was. */
    private long said = -1;
    /** Whether the commit point has risen since, and when it did. */
    private boolean waits;

    private long waitsSinceNanos;

    CommitPiggyback(SharedState shared) {
        this.shared = shared;
    }

    void linkBegins() {
        said = -1;
    }

    /** Returns the commit point for a message that goes down now. */
    long leaves() {
        said = shared.log.commitPoint();
        waits = false;
        return said;
    }

    /** Whether the commit point is to go down, if need be in a message of its own. */
    boolean isDue() {
        if (shared.log.commitPoint() <= said) {
            return false;
        }
        if (!waits) {
            waits = true;
            waitsSinceNanos = shared.nowNanos;
        }
        boolean mayWait = shared.isHead() && !shared.leaving && !shared.configuration.handover() && said >= 0;
        return !mayWait || shared.hasPassed(waitsSinceNanos, LONGEST_NANOS);
    }

    boolean isWaiting() {
        return waits;
    }
}
