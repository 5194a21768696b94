package io.catena.server.chain;

/** Makes the reports of this replica for the controller. Owns the last one. */
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
                shared.self.life(),
                shared.memberEpoch,
                shared.lineage,
                firstLogEnd,
                shared.isInPart(),
                caughtUp(),
                shared.suspects,
                isGone());
    }

    /** The report that is to be told now; null if it would say the same as the last one. */
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
        return shared.leaving
                && (shared.isHead() ? head.hasAnsweredAll() && !shared.lease.isFenced() : !head.handsOver());
    }

    /**
     * Whether the last report says the same. Compares part by part, without making a report, since this is asked at
     * each step and there is seldom news. A new epoch is news here, though not for the controller ({@link
     * ReplicaReport#isNews}): the last report is written when a session is renewed, and must not be of an older epoch
     * then. The parts that are not compared stay the same for all of a life.
     */
    private boolean isTold() {
        return told != null
                && told.epoch() == shared.memberEpoch
                && told.lineage() == shared.lineage
                && told.installing() == shared.isInPart()
                && told.caughtUp() == caughtUp()
                && told.leaving() == isGone()
                && told.suspects().size() == shared.suspects.size()
                && (shared.suspects.isEmpty() || told.suspects().equals(shared.suspects));
    }
}
