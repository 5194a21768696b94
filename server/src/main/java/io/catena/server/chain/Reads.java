package io.catena.server.chain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads (design.md section 5). With a lease a member answers by itself whatever has nothing pending, twice asked: before
 * it looks into the store, and after. Everything else must be confirmed: at the head by its lease, or by a round that
 * began after the read arrived; at another member by the head's commit point (CRAQ's apportioned queries), which the head
 * tells under its lease or after such a round. While one batch waits the next gathers.
 */
final class Reads {
    private static final long UNANSWERED = -1;

    private final Context context;
    private final Head head;
    /** Reads that no round covers yet. */
    private ArrayDeque<Waiting> gathering = new ArrayDeque<>();
    /** Reads that wait for {@link #coveringRound} (at the head) or for the answer to {@link #queryId} (elsewhere). */
    private ArrayDeque<Waiting> covered = new ArrayDeque<>();

    private long coveringRound;
    /** What the head has answered for {@link #covered}; {@link #UNANSWERED} until then. */
    private long answeredCommitPoint = UNANSWERED;

    private long queryId;
    private long queryNanos;
    /** Keys in {@link #gathering} and {@link #covered}. */
    private int waitingKeys;
    /** Requests of which some keys are being looked up in the store. */
    private final Map<Long, LookUp> lookingUp = new HashMap<>();

    /** What lets a read be answered. */
    private enum Right {
        /** The lease, which is looked at again behind the store. */
        LEASE,
        /** The head's word or a round. */
        CONFIRMATION,
        /** The client's wish to have it however old. */
        STALENESS
    }

    /** The values that were found in memory, and none where the store must tell. */
    private record LookUp(Request request, Versioned[] values, Right right) {}

    /** Something that waits to be confirmed. */
    private sealed interface Waiting {}

    /** A client's reads. */
    private record Request(long ticket, List<Key> keys, long deadlineNanos) implements Waiting {}

    /** Another member's question. */
    private record Question(Member from, long id) implements Waiting {}

    Reads(Context context, Head head) {
        this.context = context;
        this.head = head;
    }

    void read(long ticket, List<Key> keys, long deadlineNanos) {
        context.isRead();
        if (!context.isMember()) {
            context.fail(ticket, Failure.WRONG_REPLICA);
        } else if (waitingKeys + keys.size() > context.settings.maxWaitingReads()) {
            context.fail(ticket, Failure.OVERLOADED);
        } else {
            Request request = new Request(ticket, keys, deadlineNanos);
            if (context.lease.isHeld() && isCertain(request)) {
                serve(request, context.log.commitPoint(), Right.LEASE);
            } else {
                gather(request);
            }
        }
    }

    void readStale(long ticket, List<Key> keys) {
        if (context.installing != null) {
            context.fail(ticket, Failure.CHANGING);
        } else {
            serve(new Request(ticket, keys, Long.MAX_VALUE), context.log.commitPoint(), Right.STALENESS);
        }
    }

    private void gather(Request request) {
        gathering.addLast(request);
        waitingKeys += request.keys().size();
    }

    /**
     * Whether this replica knows what is committed of the request's keys: the head does, unless it is in doubt; and
     * everybody does of a key with nothing pending.
     */
    private boolean isCertain(Request request) {
        return context.isHead() && !head.isInDoubt() || request.keys().stream().noneMatch(context.log::isPending);
    }

    void query(Message.Envelope from, Message.Query query) {
        int position = context.configuration.positionOf(from.nodeId(), from.incarnation());
        if (context.isHead() && position > 0) {
            context.isRead();
            Question question = new Question(context.configuration.members().get(position), query.id());
            if (context.lease.isHeld() && !head.isInDoubt()) {
                answer(question, context.log.commitPoint());
            } else if (!covered.contains(question)) {
                gathering.removeIf(
                        waiting -> waiting instanceof Question old && old.from().is(question.from()));
                gathering.addLast(question);
            }
        }
    }

    void queryAnswer(Message.Envelope from, Message.QueryAnswer answer) {
        if (from.isFrom(context.configuration.head()) && answer.id() == queryId) {
            answeredCommitPoint = answer.commitPoint();
        }
    }

    /** A new epoch: what has not been confirmed must be confirmed in it. */
    void epochBegins() {
        covered.addAll(gathering);
        gathering = covered;
        covered = new ArrayDeque<>();
        answeredCommitPoint = UNANSWERED;
        gathering.removeIf(waiting -> waiting instanceof Question);
        if (!context.isMember()) {
            for (Waiting waiting : gathering) {
                context.fail(((Request) waiting).ticket(), Failure.WRONG_REPLICA);
            }
            gathering.clear();
            waitingKeys = 0;
        }
    }

    /** Asks for confirmation of what has gathered, and serves what has been confirmed. */
    void run() {
        if (context.isHead()) {
            runAtHead();
        } else if (context.isMember()) {
            runElsewhere();
        }
    }

    /**
     * The head's answer comes after a round of this epoch, and a round comes after all that older epochs committed; what
     * this epoch commits is here before. So the log holds whatever the answer speaks of.
     */
    private void runElsewhere() {
        if (answeredCommitPoint != UNANSWERED) {
            Invariant.check(
                    context.log.end() >= answeredCommitPoint && context.installing == null,
                    "the head has committed %d, and this log ends at %d",
                    answeredCommitPoint,
                    context.log.end());
            for (Waiting request : covered) {
                serveConfirmed((Request) request, answeredCommitPoint);
            }
            covered.clear();
            answeredCommitPoint = UNANSWERED;
        }
        if (covered.isEmpty() && !gathering.isEmpty()) {
            coverGathered();
            queryId++;
            answeredCommitPoint = UNANSWERED;
            sendQuery();
        }
    }

    private void runAtHead() {
        while (true) {
            if (covered.isEmpty()) {
                if (gathering.isEmpty()) {
                    return;
                }
                coverGathered();
                coveringRound = head.beginRound();
            }
            if (context.completedRound < coveringRound) {
                return;
            }
            covered.removeIf(this::servedAtHead);
            if (!covered.isEmpty()) {
                return;
            }
        }
    }

    /** Serves what a round has confirmed, unless it must wait until the head is in doubt no longer. */
    private boolean servedAtHead(Waiting waiting) {
        long commitPoint = context.log.commitPoint();
        if (waiting instanceof Request request && isCertain(request)) {
            serveConfirmed(request, commitPoint);
            return true;
        }
        if (waiting instanceof Question question && !head.isInDoubt()) {
            answer(question, commitPoint);
            return true;
        }
        return false;
    }

    private void answer(Question question, long commitPoint) {
        context.send(question.from(), new Message.QueryAnswer(question.id(), commitPoint));
    }

    private void coverGathered() {
        ArrayDeque<Waiting> empty = covered;
        covered = gathering;
        gathering = empty;
    }

    private void sendQuery() {
        queryNanos = context.nowNanos;
        context.send(context.configuration.head(), new Message.Query(queryId));
    }

    private void serveConfirmed(Request request, long commitPoint) {
        waitingKeys -= request.keys().size();
        serve(request, Math.max(commitPoint, context.log.commitPoint()), Right.CONFIRMATION);
    }

    private void serve(Request request, long upTo, Right right) {
        Versioned[] values = new Versioned[request.keys().size()];
        List<Key> lookUp = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            values[i] = context.log.newest(request.keys().get(i), upTo);
            if (values[i] == null) {
                lookUp.add(request.keys().get(i));
            }
        }
        if (lookUp.isEmpty()) {
            context.emit(new Effect.ReadsAnswered(request.ticket(), Arrays.asList(values)));
        } else {
            lookingUp.put(request.ticket(), new LookUp(request, values, right));
            context.emit(new Effect.ReadStore(request.ticket(), lookUp));
        }
    }

    /**
     * The store's answer for the keys that only the store could tell. If the lease has run out meanwhile, it may be old,
     * and the read must be confirmed.
     */
    void storeRead(long ticket, List<Versioned> found) {
        LookUp lookUp = lookingUp.remove(ticket);
        Invariant.check(lookUp != null, "no read waits for the store under ticket %d", ticket);
        if (lookUp.right() != Right.LEASE || context.lease.isHeld()) {
            answer(ticket, lookUp.values(), found);
        } else if (context.isMember()) {
            gather(lookUp.request());
        } else {
            context.fail(ticket, Failure.WRONG_REPLICA);
        }
    }

    /** If the store stops early, because it has become too much for one answer, so does the answer. */
    private void answer(long ticket, Versioned[] values, List<Versioned> found) {
        int next = 0;
        int answered = 0;
        while (answered < values.length && (values[answered] != null || next < found.size())) {
            if (values[answered] == null) {
                values[answered] = found.get(next++);
            }
            answered++;
        }
        context.emit(new Effect.ReadsAnswered(ticket, Arrays.asList(values).subList(0, answered)));
    }

    boolean isQuiet() {
        return gathering.isEmpty() && covered.isEmpty();
    }

    void tick() {
        expire(gathering);
        expire(covered);
        boolean unanswered = !covered.isEmpty() && answeredCommitPoint == UNANSWERED;
        if (unanswered && !context.isHead() && context.hasPassed(queryNanos, context.settings.reopenNanos())) {
            sendQuery();
        }
    }

    private void expire(ArrayDeque<Waiting> reads) {
        reads.removeIf(waiting -> {
            boolean expired = waiting instanceof Request request && context.nowNanos >= request.deadlineNanos();
            if (expired) {
                Request request = (Request) waiting;
                waitingKeys -= request.keys().size();
                context.fail(request.ticket(), Failure.DEADLINE);
            }
            return expired;
        });
    }
}
