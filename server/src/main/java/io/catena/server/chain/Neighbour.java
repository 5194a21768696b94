package io.catena.server.chain;

/**
 * The replica before or behind this one in the line: when it was heard and told something last, and whether the controller is
 * to hear that it is suspect (H1, T4). It knows nothing of what the messages say.
 */
final class Neighbour {
    private final SharedState shared;
    private final LinkPenalty penalty;
    /** Null if there is none. */
    private Member member;
    /** See {@link #counts()}. */
    private boolean counts;
    /** How long this replica had listened when the neighbour was last heard. */
    private long heardNanos;
    /** When the neighbour was last sent something that says that this replica lives. */
    private long toldNanos;

    Neighbour(SharedState shared) {
        this.shared = shared;
        this.penalty = new LinkPenalty(shared);
    }

    /**
     * A new epoch may bring another neighbour, which has the whole time to say something.
     *
     * @param next null if there is none
     */
    void epochBegins(Member next) {
        member = next;
        counts = next != null && shared.configuration.positionOf(next) >= 0;
        penalty.epochBegins();
        heardNanos = shared.listenedNanos();
        toldNanos = shared.nowNanos;
    }

    boolean exists() {
        return member != null;
    }

    /** Whether it is a member, and not the joining replica. */
    boolean counts() {
        return counts;
    }

    Member member() {
        return member;
    }

    boolean hasSent(Message.Envelope from) {
        return from.isFrom(member);
    }

    boolean isAt(String address) {
        return member != null && member.address().equals(address);
    }

    /** Sends what also says that this replica lives. */
    void tell(Message message) {
        toldNanos = shared.nowNanos;
        shared.send(member, message);
    }

    /** What was sent last may be lost, so that it is time to send something. */
    void mayNotHaveHeard() {
        toldNanos = shared.nowNanos - shared.settings.heartbeatNanos();
    }

    /** Whether it was sent nothing for this time that says that this replica lives. */
    boolean wasNotToldFor(long durationNanos) {
        return shared.hasPassed(toldNanos, durationNanos);
    }

    void heard() {
        heardNanos = shared.listenedNanos();
        if (!penalty.isReported()) {
            shared.suspects.remove(member.nodeId());
        }
    }

    /** Whether it was not heard although this replica listened for this time. */
    boolean isSilentFor(long durationNanos) {
        return shared.hasListened(heardNanos, durationNanos);
    }

    /** The controller is to hear that this neighbour may be dead or cut off (H1). */
    void suspect() {
        shared.suspects.add(member.nodeId());
    }

    /** It has sent what cannot be true (T3). */
    void sentWrongMessage() {
        penalty.grows();
        if (penalty.isReported()) {
            suspect();
        }
    }

    /** It refuses what this replica has sent (T3): that says nothing to the controller, because either of them may be wrong. */
    void refused() {
        penalty.grows();
    }

    /** How long its link stays closed after a wrong message. */
    long pauseNanos() {
        return penalty.pauseNanos();
    }
}
