package io.catena.server.chain;

/** What the controller is to know of this replica. Owns what was told last. */
final class Reporter {
    private final SharedState shared;
    private final DownstreamLink downstream;
    private final Head head;
    /** Where the log ended when this life began. */
    private final long firstLogEnd;
    /** Null if nothing was told yet. */
    private ReplicaReport told;

    Reporter(SharedState shared, DownstreamLink downstream, Head head, long firstLogEnd) {
        this.shared = shared;
        this.downstream = downstream;
        this.head = head;
        this.firstLogEnd = firstLogEnd;
    }

    ReplicaReport report() {
        return new ReplicaReport(
                shared.chain,
                shared.self.incarnation(),
                shared.memberEpoch,
                shared.lineage,
                firstLogEnd,
                shared.partialSnapshot != null,
                caughtUp(),
                shared.suspects,
                isGone());
    }

    /** What is to be told now; null if it would say what was told last. */
    ReplicaReport news() {
        if (shared.configuration == null || isTold()) {
            return null;
        }
        told = report();
        return told;
    }

    private long caughtUp() {
        return shared.isTail() ? downstream.caughtUp() : 0;
    }

    /** Whether it may be removed as it asked to be (F2). */
    private boolean isGone() {
        return shared.leaving && (!shared.isHead() || head.hasAnsweredAll() && !shared.lease.isFenced());
    }

    /**
     * Part by part, without a report for it: it is asked at each step, and seldom has news. Whoever keeps reports is told of
     * each epoch, other than the controller ({@link ReplicaReport#isNews}): it writes what it was told last when a session
     * is renewed, and that is not to be of an older epoch. What is left out here is the same for all of a life.
     */
    private boolean isTold() {
        return told != null
                && told.epoch() == shared.memberEpoch
                && told.lineage() == shared.lineage
                && told.installing() == (shared.partialSnapshot != null)
                && told.caughtUp() == caughtUp()
                && told.leaving() == isGone()
                && told.suspects().size() == shared.suspects.size()
                && (shared.suspects.isEmpty() || told.suspects().equals(shared.suspects));
    }
}
