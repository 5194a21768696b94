package io.catena.server.chain;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;

/**
 * What only the head does: it takes writes, makes records of them, moves the commit point, answers, numbers the rounds,
 * and sees when an epoch has taken full effect (design.md section 3, rules 1 and 3, and section 4). A replica that is
 * not the head has one too, and it is empty.
 */
final class Head {
    /** No more rounds than this are under way for the sake of leases; so many are when the way is long. */
    private static final int MAX_OPEN_ROUNDS = 8;

    private final Context context;
    private final Disk disk;
    private final Successor successor;
    private final StoreReader store;
    /** Requests that are in no record yet, and their bytes. */
    private final ArrayDeque<WriteRequest> queue = new ArrayDeque<>();

    private long queuedBytes;
    /** Requests whose answers wait for a commit, in the order of the log. */
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    /** What was in the log when this replica became head may have been answered by another: in doubt up to here. */
    private long doubtSeq;
    /** The epoch has taken full effect once everything up to here is durable on all of its members. */
    private long activationSeq;

    private boolean activated;
    /** When the last round began. */
    private long roundNanos;
    /** When the wish to activate was last uttered. */
    private long activateNanos;

    private record Waiting(long seq, long ticket, long deadlineNanos, List<WriteAnswer> answers) {}

    Head(Context context, Disk disk, Successor successor, StoreReader store) {
        this.context = context;
        this.disk = disk;
        this.successor = successor;
        this.store = store;
    }

    /** A new epoch, in which this replica is the head. */
    void epochBegins(boolean wasHead) {
        if (!wasHead) {
            doubtSeq = context.log.end();
        }
        activationSeq = context.log.end();
        context.inheritedSeq = context.log.end();
        activated = false;
        activateNanos = context.nowNanos - context.settings.reopenNanos();
        if (context.lineage != context.configuration.lineage()) {
            context.lineage = context.configuration.lineage();
            disk.stateChanged();
        }
        beginRound();
    }

    /** This replica is the head no longer. */
    void resign() {
        for (WriteRequest request : queue) {
            context.fail(request.ticket(), Failure.CHANGING);
        }
        for (Waiting request : waiting) {
            context.fail(request.ticket(), Failure.UNKNOWN);
        }
        queue.clear();
        queuedBytes = 0;
        waiting.clear();
    }

    void write(WriteRequest request) {
        if (context.leaving) {
            context.fail(request.ticket(), Failure.CHANGING);
        } else if (context.configuration.members().size() < context.configuration.minReplicas()) {
            context.fail(request.ticket(), Failure.TOO_FEW_MEMBERS);
        } else if (context.lowOnSpace || successor.lowOnSpace() != null) {
            context.fail(request.ticket(), Failure.NO_SPACE);
        } else if (context.log.pendingBytes() + queuedBytes > context.settings.maxPendingBytes()) {
            context.fail(request.ticket(), Failure.OVERLOADED);
        } else {
            queue.addLast(request);
            queuedBytes += request.bytes();
        }
    }

    /** Whether writes wait for the disk to be free. */
    boolean hasQueued() {
        return !queue.isEmpty();
    }

    /** Makes one record of what has queued, if the disk is free to take it. */
    void makeRecord() {
        if (queue.isEmpty() || disk.busy()) {
            return;
        }
        RecordMaker maker = new RecordMaker(context, store);
        ArrayDeque<Waiting> taken = new ArrayDeque<>();
        while (!queue.isEmpty() && maker.hasRoomFor(queue.peekFirst())) {
            WriteRequest request = queue.removeFirst();
            queuedBytes -= request.bytes();
            if (context.nowNanos >= request.deadlineNanos()) {
                context.fail(request.ticket(), Failure.DEADLINE);
            } else if (!maker.knowsSessionsOf(request)) {
                context.fail(request.ticket(), Failure.SESSION_EXPIRED);
            } else {
                List<WriteAnswer> answers = maker.add(request);
                taken.addLast(new Waiting(0, request.ticket(), request.deadlineNanos(), answers));
            }
        }
        if (!maker.isEmpty()) {
            LogRecord record = maker.record();
            context.log.append(record);
            context.sessions.apply(record);
        }
        for (Waiting request : taken) {
            waiting.addLast(
                    new Waiting(context.log.end(), request.ticket(), request.deadlineNanos(), request.answers()));
        }
        answerCommitted();
    }

    /**
     * Moves the commit point as far as all members hold the log, and answers (design.md section 3, rule 3), unless a member
     * that has been removed may still answer reads (section 5, fence).
     */
    void commit() {
        seeCompletedRounds();
        Log log = context.log;
        long durableOnAll = successor.counts() ? Math.min(log.durable(), successor.ackedSeq()) : log.durable();
        long before = log.commitPoint();
        if (!context.lease.isFenced() && log.commit(durableOnAll)) {
            disk.committedBeyond(before);
            answerCommitted();
        }
        activate(durableOnAll);
    }

    private void answerCommitted() {
        while (!waiting.isEmpty() && waiting.peekFirst().seq() <= context.log.commitPoint()) {
            Waiting request = waiting.removeFirst();
            context.emit(new Effect.WritesAnswered(request.ticket(), request.answers()));
        }
    }

    private void activate(long durableOnAll) {
        boolean everybodyIsInTheEpoch = context.completedRound > 0;
        if (!activated
                && !disk.isBehind()
                && everybodyIsInTheEpoch
                && durableOnAll >= activationSeq
                && context.lease.outlastsOlderOnes()
                && context.hasPassed(activateNanos, context.settings.reopenNanos())) {
            activateNanos = context.nowNanos;
            context.emit(new Effect.Activate(context.configuration));
        }
    }

    void activated(long epoch) {
        if (epoch == context.epoch()) {
            activated = true;
        }
    }

    /** Begins a round: whatever is sent down from now on carries it. */
    long beginRound() {
        context.round++;
        context.lease.roundBegins(context.round);
        roundNanos = context.nowNanos;
        return context.round;
    }

    private void seeCompletedRounds() {
        long completed = successor.counts() ? successor.ackedRound() : context.round;
        if (completed > context.completedRound) {
            context.completedRound = completed;
            context.lease.promise(completed);
            context.lease.roundIsComplete(completed);
        }
    }

    /** Whether the commit point covers everything that an earlier head may have answered (section 5, in doubt). */
    boolean isInDoubt() {
        return context.log.commitPoint() < doubtSeq;
    }

    /** Whether nothing that this head took is still without an answer. */
    boolean hasAnsweredAll() {
        return queue.isEmpty() && context.log.commitPoint() == context.log.end();
    }

    /** Whether nothing is to be answered, and no rounds are to be begun. */
    boolean isQuiet() {
        return !context.isHead() || activated && !renewsLeases() && hasAnsweredAll();
    }

    private boolean renewsLeases() {
        return context.leaseNanos() > 0 && successor.counts();
    }

    /**
     * Renews the members' leases, and tells the requests whose deadline has passed. While nobody reads, a round is no more
     * than a sign of life, and comes as seldom as leases last: whoever is read from then asks the head.
     */
    void tick() {
        boolean leasesAreUsed = context.isReadOfLate() || successor.usesLeases();
        long renewalNanos = context.leaseNanos() / (leasesAreUsed ? 3 : 1);
        boolean roundIsDue = renewsLeases()
                && context.round - context.completedRound < MAX_OPEN_ROUNDS
                && context.hasPassed(roundNanos, renewalNanos);
        if (context.isHead() && roundIsDue) {
            beginRound();
        }
        for (Iterator<WriteRequest> all = queue.iterator(); all.hasNext(); ) {
            WriteRequest request = all.next();
            if (context.nowNanos >= request.deadlineNanos()) {
                all.remove();
                queuedBytes -= request.bytes();
                context.fail(request.ticket(), Failure.DEADLINE);
            }
        }
        for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
            Waiting request = all.next();
            if (context.nowNanos >= request.deadlineNanos()) {
                all.remove();
                context.fail(request.ticket(), Failure.UNKNOWN);
            }
        }
    }
}
