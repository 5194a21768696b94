package io.catena.server.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What the parts of a replica share: its identity, the configuration that it has adopted, its log, and the effects of
 * the step that is under way.
 */
final class SharedState {
    /** Of the time between two ticks no more than this counts as listening (H3). */
    private static final long ATTENTION_NANOS = 100_000_000;

    /** The same if the replica was quiet at the first tick: the second one is due later then. */
    private static final long QUIET_ATTENTION_NANOS = 450_000_000;

    /** If more than this passed, the process stood still, and the smaller limit counts. */
    private static final long STANDSTILL_NANOS = 700_000_000;

    /** A replica that was read from within this number of leases is likely to be read from again. */
    private static final int READ_LEASES = 10;

    final int chain;
    final String clusterId;
    final Member self;
    final ReplicaSettings settings;
    final Log log;
    final Lease lease;
    /** The sessions as of the end of the log; replaced when the end of the log is forgotten. */
    SessionTable sessions;
    /** The sessions as of the applied seq at the start: what is left if everything pending is forgotten. */
    final SessionTable storedSessions;
    /** The lineage of the log; 0 until it is in a chain. */
    long lineage;
    /** The adopted configuration; null before the first. */
    Configuration configuration;
    /** The highest epoch in which this replica was a member, in any life: says how new its log is. */
    long memberEpoch;
    /** The replica's position in {@link #configuration}'s line; -1 if it has none. */
    int position = -1;
    /** The highest round of this epoch that the head has begun (at the head) or that has arrived (elsewhere). */
    long round;
    /** The highest round of this epoch that every member is known to have acknowledged. */
    long completedRound;
    /**
     * Everything that an older epoch may have committed is in the log up to here. Rounds go down only behind it (R6),
     * so that a replica that has got one has it all.
     */
    long inheritedSeq;
    /** The snapshot that has been received in part; null if none. */
    PartialSnapshot partialSnapshot;
    /** See {@link StoredState#exactFrom}. */
    long exactFrom;
    /** Rises whenever the store's content is replaced: values found before and after that do not fit together (R8). */
    long storeContent;
    /** Whether the store's content is void and the disk has not dropped it yet. */
    boolean resetting;
    /** How much of the snapshot has arrived, in percent. */
    int joiningPercent;
    /** Whether the replica has been asked to give up its role and go. */
    boolean leaving;
    /** How much free space this node's disk has. */
    Space space = Space.ENOUGH;
    /** Records from this seq on must stay in the log on disk, because the successor still needs them (S5, D5). */
    long keepFromSeq = Long.MAX_VALUE;
    /** The time of the step that is under way, on this node's monotonic clock. */
    long nowNanos;
    /**
     * For how long this replica had listened to its neighbours at the last tick. A tick that comes late shows that the
     * replica did not run meanwhile. In that time it could hear nothing, so only a part of the time between two ticks
     * counts (H3).
     */
    private long listenedNanos;
    /** Whether the replica was quiet when the last tick had been dealt with. */
    private boolean wasQuiet;

    private long tickNanos;
    /** When this replica was last asked for a read, or for its commit point; long ago if it never was in this life. */
    private long readNanos;
    /** Neighbours that refuse connections or are silent. */
    final SortedSet<String> suspects = new TreeSet<>();

    private List<Effect> effects = new ArrayList<>();

    SharedState(
            int chain,
            String clusterId,
            Member self,
            ReplicaSettings settings,
            StoredState stored,
            long nowNanos,
            Function<SharedState, Lease> lease) {
        this.chain = chain;
        this.clusterId = clusterId;
        this.self = self;
        this.settings = settings;
        this.nowNanos = nowNanos;
        this.tickNanos = nowNanos;
        this.readNanos = nowNanos - READ_LEASES * settings.leaseNanos(SharedSettings.LONGEST_LEASE_MILLIS);
        this.log = new Log(stored, settings.memoryBytes());
        this.lineage = stored.lineage();
        this.memberEpoch = stored.epoch();
        this.partialSnapshot = stored.partialSnapshot();
        this.exactFrom = stored.exactFrom();
        this.storedSessions = stored.sessions();
        this.sessions = storedSessions.copy();
        for (LogRecord record : stored.pending()) {
            sessions.apply(record);
        }
        this.lease = lease.apply(this);
    }

    /** Of this replica and the members behind it. */
    Shortage shortage(Shortage behind) {
        return Shortage.of(self.nodeId(), space, behind);
    }

    long epoch() {
        return configuration == null ? 0 : configuration.epoch();
    }

    /** How long a lease lasts in this epoch; 0 if there are none. */
    long leaseNanos() {
        return configuration == null ? 0 : settings.leaseNanos(configuration.leaseMillis());
    }

    /** Which part of this time between two rounds is the chain's rest: what they are further apart than a lease lasts (R2). */
    long restNanos(long apartNanos) {
        return Math.max(0, Math.min(apartNanos, settings.restingRoundNanos()) - leaseNanos());
    }

    boolean isHead() {
        return position == 0;
    }

    /** See {@link StoredState#isInPart}. */
    boolean isInPart() {
        return partialSnapshot != null || log.end() < exactFrom;
    }

    boolean isMember() {
        return configuration != null
                && position >= 0
                && position < configuration.members().size();
    }

    boolean isTail() {
        return configuration != null && position == configuration.members().size() - 1;
    }

    /** The replica before this one in the line, or null. */
    Member predecessor() {
        return position > 0 ? configuration.line().get(position - 1) : null;
    }

    /** The replica behind this one in the line, which may be the joining replica, or null. */
    Member successor() {
        if (position < 0 || position + 1 >= configuration.line().size()) {
            return null;
        }
        return configuration.line().get(position + 1);
    }

    /** A tick has come. */
    void listen() {
        listenedNanos = listenedNanos();
        tickNanos = nowNanos;
    }

    /** The step of the tick is over. */
    void listened(boolean quiet) {
        wasQuiet = quiet;
    }

    /**
     * For how long this replica has listened to its neighbours. Falls back a little when the next tick is very late.
     */
    long listenedNanos() {
        long passedNanos = nowNanos - tickNanos;
        boolean attentive = wasQuiet && passedNanos <= STANDSTILL_NANOS;
        return listenedNanos + Math.min(passedNanos, attentive ? QUIET_ATTENTION_NANOS : ATTENTION_NANOS);
    }

    /** A read has come, or the question of a member that has one. */
    void isRead() {
        readNanos = nowNanos;
    }

    /** Whether a lease is of use to this replica: it was read from recently (R2). */
    boolean isReadRecently() {
        return !hasPassed(readNanos, READ_LEASES * leaseNanos());
    }

    /**
     * Whether this replica has listened for {@code durationNanos} more since it had listened for {@code sinceNanos}.
     */
    boolean hasListened(long sinceNanos, long durationNanos) {
        return listenedNanos() - sinceNanos >= durationNanos;
    }

    boolean hasPassed(long sinceNanos, long durationNanos) {
        return nowNanos - sinceNanos >= durationNanos;
    }

    /**
     * Whether the node's clock, divided into intervals of this length, has come into a later one since. What the replicas of
     * a node do once in an interval, they do at the same tick, so that it goes to each neighbour together (M17).
     */
    boolean hasBegunAnew(long sinceNanos, long intervalNanos) {
        return Math.floorDiv(nowNanos, intervalNanos) > Math.floorDiv(sinceNanos, intervalNanos);
    }

    void send(Member to, Message message) {
        emit(new Effect.Send(to, new Message.Envelope(chain, epoch(), self.nodeId(), self.life()), message));
    }

    void emit(Effect effect) {
        effects.add(effect);
    }

    void fail(long ticket, Failure failure) {
        emit(new Effect.Failed(ticket, failure));
    }

    /** Takes the effects of the step that ends. */
    List<Effect> takeEffects() {
        List<Effect> taken = effects;
        effects = new ArrayList<>();
        return taken;
    }
}
