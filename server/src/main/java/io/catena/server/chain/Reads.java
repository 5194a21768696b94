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
    private final Context context;
    private final Head head;
    /** Reads that no round covers yet. */
    private ArrayDeque<Waiting> gathering = new ArrayDeque<>();
    /** Reads that wait for {@link #coveringRound} (at the head) or for the answer to {@link #queryId} (elsewhere). */
    private ArrayDeque<Waiting> covered = new ArrayDeque<>();

    private long coveringRound;
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
            gathering.addLast(new Question(context.configuration.members().get(position), query.id()));
        }
    }

    void queryAnswer(Message.Envelope from, Message.QueryAnswer answer) {
        if (from.isFrom(context.configuration.head()) && answer.id() == queryId && !covered.isEmpty()) {
            Invariant.check(
                    context.log.end() >= answer.commitPoint(),
                    "the head has committed %d, this member's log ends at %d",
                    answer.commitPoint(),
                    context.log.end());
            serveCovered(answer.commitPoint());
        }
    }

    /** A new epoch: what has not been confirmed must be confirmed in it. */
    void epochBegins() {
        covered.addAll(gathering);
        gathering = covered;
        covered = new ArrayDeque<>();
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
        } else if (context.isMember() && covered.isEmpty() && !gathering.isEmpty()) {
            coverGathered();
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
        queryId++;
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

    /** The store's answer for the keys that only the store could tell. */
    void storeRead(long ticket, List<Versioned> found) {
        Versioned[] values = lookingUp.remove(ticket);
        Invariant.check(values != null, "no read waits for the store under ticket %d", ticket);
        int next = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                values[i] = found.get(next++);
            }
        }
        context.emit(new Effect.ReadsAnswered(ticket, Arrays.asList(values)));
    }

    void tick() {
        expire(gathering);
        expire(covered);
        boolean unanswered = !context.isHead() && context.isMember() && !covered.isEmpty();
        if (unanswered && context.hasPassed(queryNanos, context.settings.reopenNanos())) {
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
