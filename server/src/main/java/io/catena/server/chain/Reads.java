package io.catena.server.chain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads. With a lease a member answers by itself for keys with nothing pending; it checks the lease before it looks
 * into the store, and after (R1). Everything else must be confirmed (R9): at the head by its lease, or by a round that
 * began after the read arrived; at another member by the head's commit point (CRAQ's apportioned queries), which the
 * head tells under its lease or after such a round (R7). While one batch waits the next gathers.
 */
final class Reads {
    private static final long UNANSWERED = -1;

    private final SharedState shared;
    private final Head head;
    /** Reads and questions that no round covers yet. */
    private Batch gathering = new Batch();
    /** Those that wait for {@link #coveringRound} (at the head) or for the answer to {@link #queryId} (elsewhere). */
    private Batch covered = new Batch();

    private long coveringRound;
    /** The commit point that the head has answered for {@link #covered}; {@link #UNANSWERED} until then. */
    private long answeredCommitPoint = UNANSWERED;

    private long queryId;
    private long queryNanos;
    /** The cost of all requests that wait or are being looked up. */
    private final Shares shares;
    /** Requests of which some keys are being looked up in the store. */
    private final Map<Long, LookUp> lookingUp = new HashMap<>();

    /** What lets a read be answered. */
    private enum Right {
        /** The lease, which is checked again after the store has answered. */
        LEASE,
        /** The head's word or a round. */
        CONFIRMATION,
        /** The client accepts an old value. */
        STALENESS
    }

    /**
     * The values that were found in memory, and none where the store must tell.
     *
     * @param content the number of the store's content when the look-up began
     */
    private record LookUp(Request request, VersionedValue[] values, Right right, long content) {}

    /** Requests of clients that wait to be confirmed, and at the head at most one question of each other member. */
    private static final class Batch {
        final ArrayDeque<Request> requests = new ArrayDeque<>();
        final ArrayDeque<Question> questions = new ArrayDeque<>();

        boolean isEmpty() {
            return requests.isEmpty() && questions.isEmpty();
        }
    }

    /** A client's reads and their cost: 1 for a key, more for a long one. */
    private record Request(long ticket, Origin origin, List<Key> keys, long deadlineNanos, long cost) {
        private static final int BYTES_PER_COST = 64;

        static Request of(long ticket, Origin origin, List<Key> keys, long deadlineNanos) {
            long cost = keys.size();
            for (Key key : keys) {
                cost += key.bytes().length / BYTES_PER_COST;
            }
            return new Request(ticket, origin, keys, deadlineNanos, cost);
        }
    }

    /** Another member's question. */
    private record Question(Member from, long id) {}

    Reads(SharedState shared, Head head) {
        this.shared = shared;
        this.head = head;
        this.shares = new Shares(shared.settings.maxWaitingReads());
    }

    void read(long ticket, Origin origin, List<Key> keys, long deadlineNanos) {
        shared.isRead();
        Request request = Request.of(ticket, origin, keys, deadlineNanos);
        if (!shared.isMember()) {
            shared.fail(ticket, Failure.WRONG_REPLICA);
        } else if (isAdmitted(request)) {
            if (shared.lease.isHeld() && isCertain(request)) {
                serve(request, shared.log.commitPoint(), Right.LEASE);
            } else {
                gathering.requests.addLast(request);
            }
        }
    }

    void readStale(long ticket, Origin origin, List<Key> keys) {
        Request request = Request.of(ticket, origin, keys, Long.MAX_VALUE);
        if (shared.isInPart() || shared.resetting) {
            shared.fail(ticket, Failure.CHANGING);
        } else if (isAdmitted(request)) {
            serve(request, shared.log.commitPoint(), Right.STALENESS);
        }
    }

    /** Whether there is room for the request; then it takes its share until it is answered, else it fails. */
    private boolean isAdmitted(Request request) {
        if (!shares.admits(request.origin(), request.cost())) {
            shared.fail(request.ticket(), Failure.OVERLOADED);
            return false;
        }
        shares.add(request.origin(), request.cost());
        return true;
    }

    private void fail(Request request, Failure failure) {
        shares.subtract(request.origin(), request.cost());
        shared.fail(request.ticket(), failure);
    }

    private void answer(Request request, List<VersionedValue> values) {
        shares.subtract(request.origin(), request.cost());
        shared.emit(new Effect.ReadsAnswered(request.ticket(), values));
    }

    /**
     * Whether this replica knows what is committed of the request's keys: the head does, unless it is in doubt (R10);
     * each member does for a key with nothing pending.
     */
    private boolean isCertain(Request request) {
        return shared.isHead() && !head.isInDoubt() || request.keys().stream().noneMatch(shared.log::isPending);
    }

    void query(Message.Envelope from, Message.Query query) {
        int position = shared.configuration.positionOf(from.nodeId(), from.life());
        if (shared.isHead() && position > 0) {
            shared.isRead();
            Question question = new Question(shared.configuration.members().get(position), query.id());
            if (shared.lease.isHeld() && !head.isInDoubt()) {
                answer(question, shared.log.commitPoint());
            } else if (!covered.questions.contains(question)) {
                gathering.questions.removeIf(old -> old.from().is(question.from()));
                gathering.questions.addLast(question);
            }
        }
    }

    void queryAnswer(Message.Envelope from, Message.QueryAnswer answer) {
        boolean awaited = !covered.isEmpty() && answeredCommitPoint == UNANSWERED && answer.id() == queryId;
        if (!shared.isHead() && awaited && from.isFrom(shared.configuration.head())) {
            check(answer);
            answeredCommitPoint = answer.commitPoint();
        }
    }

    /**
     * The head's answer comes after a round of this epoch, and a round comes after all that older epochs committed
     * (R6). What this epoch commits is in this log before. So the log holds everything up to the commit point of the
     * answer.
     */
    private void check(Message.QueryAnswer answer) {
        Claim.isSeq(answer.commitPoint(), "the head's commit point");
        Claim.check(
                shared.log.end() >= answer.commitPoint() && !shared.isInPart(),
                "the head has committed %d, and this log ends at %d",
                answer.commitPoint(),
                shared.log.end());
    }

    /** A new epoch: what has not been confirmed must be confirmed in it. */
    void epochBegins() {
        covered.requests.addAll(gathering.requests);
        gathering = covered;
        covered = new Batch();
        answeredCommitPoint = UNANSWERED;
        gathering.questions.clear();
        if (!shared.isMember()) {
            gathering.requests.forEach(request -> fail(request, Failure.WRONG_REPLICA));
            gathering.requests.clear();
        }
    }

    /** Asks for confirmation of the reads that have gathered, and serves those that have been confirmed. */
    void run() {
        if (shared.isHead()) {
            runAtHead();
        } else if (shared.isMember()) {
            runElsewhere();
        }
    }

    private void runElsewhere() {
        if (answeredCommitPoint != UNANSWERED) {
            for (Request request : covered.requests) {
                serveConfirmed(request, answeredCommitPoint);
            }
            covered.requests.clear();
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
            if (shared.completedRound < coveringRound) {
                return;
            }
            covered.requests.removeIf(this::servedAtHead);
            covered.questions.removeIf(this::answeredAtHead);
            if (!covered.isEmpty()) {
                return;
            }
        }
    }

    /** Serves a read that a round has confirmed, unless it must wait until the head's doubt is over (R10). */
    private boolean servedAtHead(Request request) {
        boolean certain = isCertain(request);
        if (certain) {
            serveConfirmed(request, shared.log.commitPoint());
        }
        return certain;
    }

    private boolean answeredAtHead(Question question) {
        boolean certain = !head.isInDoubt();
        if (certain) {
            answer(question, shared.log.commitPoint());
        }
        return certain;
    }

    private void answer(Question question, long commitPoint) {
        shared.send(question.from(), new Message.QueryAnswer(question.id(), commitPoint));
    }

    private void coverGathered() {
        Batch empty = covered;
        covered = gathering;
        gathering = empty;
    }

    private void sendQuery() {
        queryNanos = shared.nowNanos;
        shared.send(shared.configuration.head(), new Message.Query(queryId));
    }

    private void serveConfirmed(Request request, long commitPoint) {
        serve(request, Math.max(commitPoint, shared.log.commitPoint()), Right.CONFIRMATION);
    }

    private void serve(Request request, long upTo, Right right) {
        VersionedValue[] values = new VersionedValue[request.keys().size()];
        List<Key> lookUp = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            values[i] = shared.log.newest(request.keys().get(i), upTo);
            if (values[i] == null) {
                lookUp.add(request.keys().get(i));
            }
        }
        if (lookUp.isEmpty()) {
            answer(request, Arrays.asList(values));
        } else {
            lookingUp.put(request.ticket(), new LookUp(request, values, right, shared.storeContent));
            shared.emit(new Effect.ReadStore(request.ticket(), request.origin(), lookUp, true));
        }
    }

    /**
     * The store's answer for the keys that only the store could tell. If the lease has run out meanwhile, the answer
     * may be old, and the read must be confirmed (R1). If the store's content has been replaced meanwhile, by a
     * snapshot that may begin further back than the values that were found in memory, the two do not fit together (R8).
     * A store that is being replaced tells nothing.
     */
    void storeRead(long ticket, List<VersionedValue> found) {
        LookUp lookUp = lookingUp.remove(ticket);
        Invariant.check(lookUp != null, "no read waits for the store under ticket %d", ticket);
        Request request = lookUp.request();
        boolean replaced = lookUp.content() != shared.storeContent || found.isEmpty();
        if (!replaced && (lookUp.right() != Right.LEASE || shared.lease.isHeld())) {
            answer(request, lookUp.values(), found);
        } else if (lookUp.right() != Right.STALENESS && shared.isMember()) {
            gathering.requests.addLast(request);
        } else {
            fail(request, replaced ? Failure.CHANGING : Failure.WRONG_REPLICA);
        }
    }

    /** If the store stops early because the values are too much for one answer, the answer stops there, too. */
    private void answer(Request request, VersionedValue[] values, List<VersionedValue> found) {
        int next = 0;
        int answered = 0;
        while (answered < values.length && (values[answered] != null || next < found.size())) {
            if (values[answered] == null) {
                values[answered] = found.get(next++);
            }
            answered++;
        }
        answer(request, Arrays.asList(values).subList(0, answered));
    }

    boolean isQuiet() {
        return gathering.isEmpty() && covered.isEmpty();
    }

    void tick() {
        expire(gathering.requests);
        expire(covered.requests);
        boolean unanswered = !covered.isEmpty() && answeredCommitPoint == UNANSWERED;
        if (unanswered && !shared.isHead() && shared.hasPassed(queryNanos, shared.settings.reopenNanos())) {
            sendQuery();
        }
    }

    private void expire(ArrayDeque<Request> requests) {
        requests.removeIf(request -> {
            boolean expired = shared.nowNanos >= request.deadlineNanos();
            if (expired) {
                fail(request, Failure.DEADLINE);
            }
            return expired;
        });
    }
}
