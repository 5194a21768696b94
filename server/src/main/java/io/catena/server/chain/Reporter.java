package io.catena.server.chain;

/** What the controller is to know of this replica. Owns what was told last. */
final class Reporter {
    private final Context context;
    private final Successor successor;
    private final Head head;
    /** Where the log ended when this life began. */
    private final long firstLogEnd;
    /** Null if nothing was told yet. */
    private ReplicaReport told;

    Reporter(Context context, Successor successor, Head head, long firstLogEnd) {
        this.context = context;
        this.successor = successor;
        this.head = head;
        this.firstLogEnd = firstLogEnd;
    }

    ReplicaReport report() {
        return new ReplicaReport(
                context.chain,
                context.self.incarnation(),
                context.memberEpoch,
                context.lineage,
                firstLogEnd,
                context.installing != null,
                caughtUp(),
                context.suspects,
                isGone());
    }

    /** What is to be told now; null if it would say what was told last. */
    ReplicaReport news() {
        if (context.configuration == null || isTold()) {
            return null;
        }
        told = report();
        return told;
    }

    private long caughtUp() {
        return context.isTail() ? successor.caughtUp() : 0;
    }

    /** Whether it may be removed as it asked to be (F2). */
    private boolean isGone() {
        return context.leaving && (!context.isHead() || head.hasAnsweredAll() && !context.lease.isFenced());
    }

    /**
     * Part by part, without a report for it: it is asked at each step, and seldom has news. Whoever keeps reports is told of
     * each epoch, other than the controller ({@link ReplicaReport#isNews}): it writes what it was told last when a session
     * is renewed, and that is not to be of an older epoch. What is left out here is the same for all of a life.
     */
    private boolean isTold() {
        return told != null
                && told.epoch() == context.memberEpoch
                && told.lineage() == context.lineage
                && told.installing() == (context.installing != null)
                && told.caughtUp() == caughtUp()
                && told.leaving() == isGone()
                && told.suspects().size() == context.suspects.size()
                && (context.suspects.isEmpty() || told.suspects().equals(context.suspects));
    }
}
