package io.catena.server.chain;

/**
 * How the commit point goes down a link (W7). At the head it waits up to 10 ms for the next record: where writes follow each
 * other, each costs a link one message down and not two. A member that needs it meanwhile asks the head (R7). Other members
 * pass it on at once, and so does a head that leaves, so that the next head is seldom in doubt (R10).
 */
final class CommitPiggyback {
    private static final long LONGEST_NANOS = 10_000_000;

    private final SharedState shared;
    /** What was said last; -1 on a link on which nothing was. */
    private long said = -1;
    /** Whether it has risen since, and since when. */
    private boolean waits;

    private long waitsSinceNanos;

    CommitPiggyback(SharedState shared) {
        this.shared = shared;
    }

    void linkBegins() {
        said = -1;
    }

    /** The commit point, which goes down with a message now. */
    long leaves() {
        said = shared.log.commitPoint();
        waits = false;
        return said;
    }

    /** Whether it is to go down, if need be alone. */
    boolean isDue() {
        if (shared.log.commitPoint() <= said) {
            return false;
        }
        if (!waits) {
            waits = true;
            waitsSinceNanos = shared.nowNanos;
        }
        boolean mayWait = shared.isHead() && !shared.leaving && said >= 0;
        return !mayWait || shared.hasPassed(waitsSinceNanos, LONGEST_NANOS);
    }

    boolean isWaiting() {
        return waits;
    }
}
