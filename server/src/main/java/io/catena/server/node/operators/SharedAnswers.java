package io.catena.server.node.operators;

import io.catena.server.chain.Origin;
import io.catena.server.chain.TurnsBySource;
import io.catena.server.rpc.Reply;
import io.catena.server.runtime.Clock;
import io.catena.server.runtime.Scheduler;
import io.catena.server.threads.LastResort;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Answers questions of one kind, each with work that may take long (Q10). What is asked while others wait for the same is answered with
 * them, by one piece of work. No answer is older than its question: what is asked while its work is under way waits for the next
 * one. Pieces of work begin 100 ms apart at least, and between two there is a rest as long as the first one took, so that they take
 * at most half of the time, whatever is asked. Sources take turns (Q8). Questions of all kinds share the places in which they wait.
 * Thread-safe.
 *
 * @param <Q> a question, as a value
 * @param <T> an answer
 */
final class SharedAnswers<Q, T> implements Questions<Q, T> {
    static final long APART_MILLIS = 100;

    /** Works an answer out; may block. */
    interface Work<Q, T> {
        T answer(Q question) throws Exception;
    }

    private final Scheduler scheduler;
    private final Clock clock;
    private final Work<Q, T> work;
    private final QuestionPlaces places;
    private final TurnsBySource<String, Asked<Q, T>> waiting = new TurnsBySource<>();
    /** Whether a task of the scheduler works, or will. */
    private boolean isPlanned;
    /** The next piece of work begins no earlier; valid once there was one. */
    private long notBeforeNanos;

    private boolean hasWorked;

    private record Asked<Q, T>(Q question, Origin asker, Reply<T> reply) {}

    /**
     * @param scheduler whose tasks may block; other work that it has is done between two of this
     * @param places for questions of all kinds
     */
    SharedAnswers(Scheduler scheduler, Clock clock, QuestionPlaces places, Work<Q, T> work) {
        this.scheduler = scheduler;
        this.clock = clock;
        this.places = places;
        this.work = work;
    }

    @Override
    public void ask(Q question, Origin asker, Reply<T> reply) {
        if (!isTaken(new Asked<>(question, asker, reply))) {
            reply.fail(new Unavailable(
                    "as many questions of operators wait on this node as may; wait for answers, or ask another node",
                    UnavailableReason.OVERLOADED));
        }
    }

    private synchronized boolean isTaken(Asked<Q, T> asked) {
        if (!places.take(asked.asker())) {
            return false;
        }
        waiting.addLast(asked.asker().source(), asked);
        if (!isPlanned) {
            isPlanned = true;
            planNext();
        }
        return true;
    }

    private void planNext() {
        long delayNanos = hasWorked ? Math.max(0, notBeforeNanos - clock.nanoTime()) : 0;
        scheduler.schedule(delayNanos, LastResort.surviving("an answer to operators", this::workOnce));
    }

    private void workOnce() {
        List<Asked<Q, T>> together = takeNext();
        long beganNanos = clock.nanoTime();
        try {
            answer(together);
        } finally {
            ended(beganNanos);
        }
    }

    /** All that ask what has the next turn. */
    private synchronized List<Asked<Q, T>> takeNext() {
        Asked<Q, T> next = waiting.poll();
        List<Asked<Q, T>> together = new ArrayList<>(List.of(next));
        waiting.removeIf(other -> other.question().equals(next.question()) && together.add(other));
        together.forEach(asked -> places.giveBack(asked.asker()));
        return together;
    }

    private void answer(List<Asked<Q, T>> together) {
        T answer;
        try {
            answer = work.answer(together.get(0).question());
        } catch (Exception e) {
            together.forEach(asked -> asked.reply().fail(e));
            return;
        }
        together.forEach(asked -> asked.reply().succeed(answer));
    }

    private synchronized void ended(long beganNanos) {
        long nowNanos = clock.nanoTime();
        long apartNanos = Math.max(TimeUnit.MILLISECONDS.toNanos(APART_MILLIS), 2 * (nowNanos - beganNanos));
        hasWorked = true;
        notBeforeNanos = beganNanos + apartNanos;
        isPlanned = !waiting.isEmpty();
        if (isPlanned) {
            planNext();
        }
    }
}
