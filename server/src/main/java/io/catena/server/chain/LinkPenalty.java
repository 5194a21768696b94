package io.catena.server.chain;

/**
 * The state of a neighbour that has sent what cannot be true: how long its link stays closed (T3), and whether the
 * controller is to hear of it (T4). One wrong message may be a defect of the wire; a neighbour that goes on with them
 * holds the chain up.
 */
final class LinkPenalty {
    private static final int REPORTED_AFTER = 3;
    private static final int MOST_DOUBLINGS = 10;
    /** After this number of suspicion times without a wrong message, all wrong messages are forgotten. */
    private static final int CALM_TIMES = 10;

    private final SharedState shared;
    private int wrongMessages;
    private long lastNanos;

    LinkPenalty(SharedState shared) {
        this.shared = shared;
    }

    /** A new epoch may bring another neighbour. */
    void epochBegins() {
        wrongMessages = 0;
    }

    /** The neighbour has sent a wrong message, or says that this replica has. */
    void grows() {
        if (isCalm()) {
            wrongMessages = 0;
        }
        wrongMessages++;
        lastNanos = shared.nowNanos;
    }

    private boolean isCalm() {
        return shared.hasPassed(lastNanos, CALM_TIMES * shared.settings.suspicionNanos());
    }

    /** How long the link stays closed; less than the time after which silence is suspect. */
    long pauseNanos() {
        long nanos = shared.settings.reopenNanos() << Math.min(wrongMessages - 1, MOST_DOUBLINGS);
        return Math.min(nanos, shared.settings.suspicionNanos() / 2);
    }

    /** Whether the neighbour counts as suspect although it is heard (T4). */
    boolean isReported() {
        return wrongMessages >= REPORTED_AFTER && !isCalm();
    }
}
