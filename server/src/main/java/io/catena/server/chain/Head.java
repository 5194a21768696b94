package io.catena.server.chain;

import java.util.ArrayDeque;
import java.util.List;

/**
 * What only the head does: it takes writes (W1), makes records of them (W3), moves the commit point (W6), answers,
 * numbers the rounds (R2), and sees when an epoch has taken full effect (C2). A replica that is not the head has one
 * too. It is empty, unless the replica was head in the epoch before: until it knows that the next one is in its epoch, it
 * keeps the requests that it is to pass on (C17).
 */
final class Head {
    /** Limit of rounds under way that only renew leases; a long chain reaches it. */
    private static final int MAX_OPEN_ROUNDS = 8;

    /** With this number of writes on their way to all members no further record is made (W3). */
    private static final int MOST_PENDING_WRITES = RecordBuilder.MOST_WRITES;

    private final SharedState shared;
    private final GroupCommit groupCommit;
    private final DownstreamLink downstream;
    /** What must be known before requests are taken. */
    private final LookUpStage lookUps;
    /** Requests that are in no record yet. */
    private final WriteQueue queue;
    /** The record that is being made; null if none is. */
    private RecordBuilder making;
    /** Whether this step is to go on with it. */
    private boolean goesOn;
    /** Requests whose answers wait for a commit, in the order of the log. */
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    /**
     * What was in the log when this replica became head may have been answered by an earlier head: in doubt up to here.
     */
    private long doubtSeq;
    /** The epoch has taken full effect once everything up to here is durable on all of its members. */
    private long activationSeq;

    private boolean activated;
    /** Whether another member is head, and it is not known yet that it has adopted this epoch. */
    private boolean handsOver;
    /** The highest commit point of this epoch that ZooKeeper has noted. */
    private long notedSeq;
    /** When the last round began. */
    private long roundNanos;
    /** When {@link Effect.Activate} was last emitted. */
    private long activateNanos;

    private record Waiting(long seq, long ticket, long deadlineNanos, List<WriteAnswer> answers) {}

    Head(SharedState shared, GroupCommit groupCommit, DownstreamLink downstream) {
        this.shared = shared;
        this.groupCommit = groupCommit;
        this.downstream = downstream;
        this.lookUps = new LookUpStage(shared, this::isReady, this::isOver);
        this.queue = new WriteQueue(maxPendingBytes() / 2, lookUps);
    }

    /** One half may wait in the queue, the other half may be in the log. */
    private long maxPendingBytes() {
        return shared.settings.maxPendingBytes();
    }

    /** A new epoch, in which this replica is the head. */
    void epochBegins(boolean wasHead) {
        if (!wasHead) {
            doubtSeq = shared.log.end();
        }
        activationSeq = shared.log.end();
        shared.inheritedSeq = shared.log.end();
        activated = false;
        handsOver = false;
        notedSeq = 0;
        activateNanos = shared.nowNanos - shared.settings.reopenNanos();
        if (hasTooFewMembers()) {
            failUnlogged(Failure.TOO_FEW_MEMBERS);
        }
        if (shared.lineage != shared.configuration.lineage()) {
            shared.lineage = shared.configuration.lineage();
            groupCommit.stateChanged();
        }
        beginRound();
    }

    /**
     * A new epoch, in which this replica is not the head. As a member it keeps the requests that are in no record until the
     * next head is in the epoch; what is passed on to it before that would come back.
     */
    void epochBeginsElsewhere(boolean wasHead) {
        handsOver = shared.isMember() && (wasHead || handsOver);
        if (handsOver) {
            failMaking(Failure.HANDED_OVER);
        } else {
            failUnlogged(Failure.CHANGING);
        }
        for (Waiting request : waiting) {
            shared.fail(request.ticket(), Failure.UNKNOWN);
        }
        waiting.clear();
    }

    /** The next head is in this epoch: it gets what waits here (C17). */
    void handOver() {
        if (handsOver) {
            handsOver = false;
            failUnlogged(Failure.HANDED_OVER);
        }
    }

    /** Whether this replica keeps requests for the next head. */
    boolean handsOver() {
        return handsOver;
    }

    /** Whether this is where requests wait until they are in a record, or until they are passed on to the next head. */
    boolean takesWrites() {
        return shared.isHead() || handsOver;
    }

    /** What is in no record of the log has certainly not happened (W12). */
    private void failUnlogged(Failure failure) {
        queue.clear(request -> shared.fail(request.ticket(), failure));
        failMaking(failure);
    }

    private void failMaking(Failure failure) {
        if (making != null) {
            making.taken().forEach(taken -> shared.fail(taken.request().ticket(), failure));
            making = null;
        }
    }

    private void isReady(WriteRequest request) {
        queue.isReady(request);
    }

    private void isOver(WriteRequest request) {
        queue.isOver(request);
    }

    /** Then the chain takes no writes (H14). */
    private boolean hasTooFewMembers() {
        return shared.configuration.members().size() < shared.configuration.minReplicas();
    }

    void write(WriteRequest request) {
        if (shared.leaving) {
            shared.fail(request.ticket(), Failure.CHANGING);
        } else if (hasTooFewMembers()) {
            shared.fail(request.ticket(), Failure.TOO_FEW_MEMBERS);
        } else if (shared.shortage(downstream.shortage()).forbids(request)) {
            shared.fail(request.ticket(), Failure.NO_SPACE);
        } else if (!queue.offer(request)) {
            shared.fail(request.ticket(), Failure.OVERLOADED);
        }
    }

    /**
     * The store has answered a look-up.
     *
     * @return whether it was a look-up of this class
     */
    boolean storeRead(long ticket, List<VersionedValue> values) {
        return lookUps.storeRead(ticket, values);
    }

    /** Whether writes are in no record yet. */
    boolean hasQueued() {
        return !queue.isEmpty() || making != null;
    }

    /**
     * Begins to make one record of the requests in the queue, if the disk is free to take it, and if not too much is
     * pending in the log (W3). In a handover none is begun (C17).
     */
    void makeRecord() {
        lookUps.run();
        boolean begins = making == null
                && !shared.configuration.handover()
                && !groupCommit.busy()
                && !hasEnoughPending()
                && queue.peek() != null;
        if (begins) {
            making = new RecordBuilder(shared);
            queue.recordBegins();
        }
        if (begins || goesOn && making != null) {
            make();
        }
        goesOn = false;
    }

    /** What is in the log cannot be overtaken, so a light request would wait for all of it. */
    private boolean hasEnoughPending() {
        return shared.log.pendingWrites() >= MOST_PENDING_WRITES || shared.log.pendingBytes() > maxPendingBytes() / 2;
    }

    /** This step is to go on with the record that is being made, if there is one. */
    void goOn() {
        goesOn = true;
    }

    /** Goes on with the record as far as one step should. */
    private void make() {
        making.stepBegins();
        while (making.mayGoOn()) {
            if (!making.isDone()) {
                making.goOn();
                continue;
            }
            WriteRequest next = queue.peek();
            if (next == null || !making.hasRoomFor(next)) {
                recordIsMade();
                return;
            }
            take(next);
        }
        shared.emit(new Effect.GoOn());
    }

    private void take(WriteRequest request) {
        if (shared.nowNanos >= request.deadlineNanos()) {
            shared.fail(request.ticket(), Failure.DEADLINE);
        } else if (!making.knowsSessionsOf(request)) {
            shared.fail(request.ticket(), Failure.SESSION_EXPIRED);
        } else {
            making.take(request, lookUps.known(request));
        }
        queue.remove();
    }

    private void recordIsMade() {
        if (!making.isEmpty()) {
            LogRecord record = making.record();
            shared.log.append(record);
            lookUps.appended(record);
            shared.sessions.apply(record);
        }
        for (RecordBuilder.Taken taken : making.taken()) {
            WriteRequest request = taken.request();
            waiting.addLast(new Waiting(shared.log.end(), request.ticket(), request.deadlineNanos(), taken.answers()));
        }
        making = null;
        answerCommitted();
    }

    /**
     * Moves the commit point as far as all members hold the log, and answers (W6), unless a member that has been
     * removed may still answer reads (F1).
     */
    void commit() {
        seeCompletedRounds();
        Log log = shared.log;
        long durableOnAll = downstream.counts() ? Math.min(log.durable(), downstream.ackedSeq()) : log.durable();
        long before = log.commitPoint();
        if (!shared.lease.isFenced() && log.commit(durableOnAll)) {
            groupCommit.committedBeyond(before);
            answerCommitted();
        }
        activate(durableOnAll);
    }

    private void answerCommitted() {
        while (!waiting.isEmpty() && waiting.peekFirst().seq() <= shared.log.commitPoint()) {
            Waiting request = waiting.removeFirst();
            shared.emit(new Effect.WritesAnswered(request.ticket(), request.answers()));
        }
    }

    private void activate(long durableOnAll) {
        boolean isWished = activated ? hasGoneOn() : hasTakenEffect(durableOnAll);
        if (isWished) {
            activateNanos = shared.nowNanos;
            shared.emit(new Effect.Activate(shared.configuration, shared.log.commitPoint()));
        }
    }

    /**
     * Whether the epoch is activated (C2): each member is in it and holds what this log held, and no older lease is
     * longer (F4). A handover takes effect when all logs are equal, and stay so (C17).
     */
    private boolean hasTakenEffect(long durableOnAll) {
        boolean everybodyIsInTheEpoch = shared.completedRound > 0;
        return !groupCommit.isBehind()
                && everybodyIsInTheEpoch
                && durableOnAll >= activationSeq
                && (!shared.configuration.handover() || isStill())
                && shared.lease.outlastsOlderOnes()
                && shared.hasPassed(activateNanos, shared.settings.reopenNanos());
    }

    /** Whether no record is being made, and all that were made are committed. */
    private boolean isStill() {
        return making == null && shared.log.commitPoint() == shared.log.end();
    }

    /** Whether more is committed than ZooKeeper knows, and it was told long enough ago (C3). */
    private boolean hasGoneOn() {
        return shared.log.commitPoint() > notedSeq && shared.hasPassed(activateNanos, shared.settings.renotingNanos());
    }

    void activated(long epoch, long committed) {
        if (epoch == shared.epoch()) {
            activated = true;
            notedSeq = Math.max(notedSeq, committed);
        }
    }

    /** Begins a round: all messages that are sent down from now on carry it. */
    long beginRound() {
        shared.round++;
        shared.lease.roundBegins(shared.round);
        roundNanos = shared.nowNanos;
        return shared.round;
    }

    private void seeCompletedRounds() {
        long completed = downstream.counts() ? downstream.ackedRound() : shared.round;
        if (completed > shared.completedRound) {
            shared.completedRound = completed;
            shared.lease.promise(completed);
            shared.lease.roundIsComplete(completed);
        }
    }

    /** Whether the commit point does not cover yet everything that an earlier head may have answered (R10). */
    boolean isInDoubt() {
        return shared.log.commitPoint() < doubtSeq;
    }

    /** Whether this head has answered all that it took. */
    boolean hasAnsweredAll() {
        return !hasQueued() && shared.log.commitPoint() == shared.log.end();
    }

    /** Whether no answer is due, and no round is to be begun before the next tick of a quiet replica. */
    boolean isQuiet() {
        return shared.isHead() ? activated && !renewsLeasesOften() && hasAnsweredAll() : !handsOver;
    }

    private boolean renewsLeases() {
        return shared.leaseNanos() > 0 && downstream.counts();
    }

    private boolean renewsLeasesOften() {
        return renewsLeases() && (shared.settings.restingRoundNanos() == 0 || areLeasesUsed());
    }

    /** Whether a member was read from recently. */
    private boolean areLeasesUsed() {
        return shared.isReadRecently() || downstream.usesLeases();
    }

    /**
     * How far rounds are apart. While no member is read from, a round is only a sign of life (R2): a member that is read
     * from then asks the head.
     */
    private long renewalNanos() {
        return areLeasesUsed()
                ? shared.leaseNanos() / 3
                : Math.max(shared.leaseNanos(), shared.settings.restingRoundNanos());
    }

    /** Renews the members' leases, and fails the requests whose deadline has passed. */
    void tick() {
        boolean roundIsDue = renewsLeases()
                && shared.round - shared.completedRound < MAX_OPEN_ROUNDS
                && shared.hasBegunAnew(roundNanos, renewalNanos());
        if (shared.isHead() && roundIsDue) {
            beginRound();
        }
        queue.expire(shared.nowNanos, request -> shared.fail(request.ticket(), Failure.DEADLINE));
        waiting.removeIf(request -> {
            boolean expired = shared.nowNanos >= request.deadlineNanos();
            if (expired) {
                shared.fail(request.ticket(), Failure.UNKNOWN);
            }
            return expired;
        });
    }
}
