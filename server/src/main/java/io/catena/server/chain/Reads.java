package io.catena.server.chain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Linearizable reads without a lease: each batch of them waits for a round that began after it arrived (design.md
 * section 5, lease 0). At the head the round alone confirms; another member asks the head, which answers after such a
 * round with its commit point, and reads its own store up to there (CRAQ's apportioned queries). While one batch waits
 * the next gathers.
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
    private final Map<Long, Versioned[]> lookingUp = new HashMap<>();

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
        if (!context.isMember()) {
            context.fail(ticket, Failure.WRONG_REPLICA);
        } else if (waitingKeys + keys.size() > context.settings.maxWaitingReads()) {
            context.fail(ticket, Failure.OVERLOADED);
        } else {
            gathering.addLast(new Request(ticket, keys, deadlineNanos));
            waitingKeys += keys.size();
        }
    }

    void query(Message.Envelope from, Message.Query query) {
        int position = context.configuration.positionOf(from.nodeId(), from.incarnation());
        if (context.isHead() && position > 0) {
            Question question = new Question(context.configuration.members().get(position), query.id());
            if (!covered.contains(question)) {
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

    /** A member that was appended a moment ago may hear the head's answer before the records that it speaks of. */
    private void runElsewhere() {
        boolean complete = context.installing == null && context.log.end() >= answeredCommitPoint;
        if (answeredCommitPoint != UNANSWERED && complete) {
            serveCovered(answeredCommitPoint);
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
            if (head.completedRound() < coveringRound || head.isInDoubt()) {
                return;
            }
            serveCovered(context.log.commitPoint());
        }
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

    private void serveCovered(long commitPoint) {
        for (Waiting waiting : covered) {
            if (waiting instanceof Question question) {
                context.send(question.from(), new Message.QueryAnswer(question.id(), commitPoint));
            } else {
                serve((Request) waiting, Math.max(commitPoint, context.log.commitPoint()));
            }
        }
        covered.clear();
    }

    private void serve(Request request, long upTo) {
        waitingKeys -= request.keys().size();
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
            lookingUp.put(request.ticket(), values);
            context.emit(new Effect.ReadStore(request.ticket(), lookUp));
        }
    }

    /**
     * The store's answer for the keys that only the store could tell; if it stops early, because it has become too much
     * for one answer, so does the answer.
     */
    void storeRead(long ticket, List<Versioned> found) {
        Versioned[] values = lookingUp.remove(ticket);
        Invariant.check(values != null, "no read waits for the store under ticket %d", ticket);
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
