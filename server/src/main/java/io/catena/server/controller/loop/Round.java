package io.catena.server.controller.loop;

import io.catena.server.controller.decision.Observation;
import java.util.Optional;

/**
 * One round after the other: reads, finds out which nodes are there, and then does what a subclass decides. Events have
 * the numbers of the effects that they answer; others are passed over. It belongs to the loop, which says what time it
 * is.
 */
abstract class Round {
    private final long promptMillis;
    private final FailureDetector failureDetector;
    /** The number of the awaited event; 0 between two rounds. */
    private long awaited;
    /** What this round has read; null before. */
    private Observation seen;
    /** Whether the round waits for answers of probes. */
    private boolean asking;

    /**
     * How a round has ended.
     *
     * @param afterMillis after how long to begin the next one if there is no hint before
     * @param termLost whether there is no next one, because a newer term has begun
     */
    record Next(long afterMillis, boolean termLost) {}

    Round(ControllerTimings timings, FailureDetector failureDetector) {
        this.promptMillis = timings.promptMillis();
        this.failureDetector = failureDetector;
    }

    /** Begins a round. */
    final void begin(Effects out) {
        seen = null;
        asking = false;
        await(out.nextNumber());
        out.add(new LoopEffect.Read(awaited));
    }

    /** Gives up the round under way: all events for it are void. */
    final void giveUp() {
        asking = false;
        await(0);
    }

    /** Takes an event. Returns how the round has ended; empty as long as it goes on. */
    final Optional<Next> on(long nowNanos, LoopEvent event, Effects out) {
        Optional<Next> next = Optional.empty();
        if (event instanceof LoopEvent.Answered answered) {
            failureDetector.answered(nowNanos, answered.number(), answered.answer());
            next = asking && failureDetector.isAnswered() ? judge(nowNanos, out) : next;
        } else if (event instanceof LoopEvent.Observed observed && observed.number() == awaited) {
            next = observed(nowNanos, observed.reading(), out);
        } else if (event instanceof LoopEvent.Woken woken && asking && woken.number() == awaited) {
            next = failureDetector.awaitsCandidates(nowNanos) ? awaitAnswers(out) : judge(nowNanos, out);
        } else if (event instanceof LoopEvent.Wrote wrote && wrote.number() == awaited) {
            next = wrote(nowNanos, wrote.written(), out);
        }
        next.ifPresent(ended -> await(0));
        return next;
    }

    private Optional<Next> observed(long nowNanos, Directory.Reading reading, Effects out) {
        if (!(reading instanceof Directory.Reading.Found found) || !isEnough(found.seen())) {
            return Optional.of(notFound(nowNanos, reading, out));
        }
        seen = shown(nowNanos, found.seen());
        failureDetector.look(nowNanos, seen, found.session(), out);
        if (failureDetector.isAnswered()) {
            return judge(nowNanos, out);
        }
        asking = true;
        return awaitAnswers(out);
    }

    private Optional<Next> awaitAnswers(Effects out) {
        await(out.nextNumber());
        out.add(new LoopEffect.WakeAfter(awaited, promptMillis));
        return Optional.empty();
    }

    private Optional<Next> judge(long nowNanos, Effects out) {
        asking = false;
        return act(nowNanos, failureDetector.judge(nowNanos, seen), out);
    }

    /** Waits for the event with this number. */
    final void await(long number) {
        awaited = number;
    }

    final FailureDetector failureDetector() {
        return failureDetector;
    }

    final Observation seen() {
        return seen;
    }

    /** Whether a round can go on with this observation. */
    boolean isEnough(Observation found) {
        return true;
    }

    /** The observation that the round uses instead of the one that was found. */
    Observation shown(long nowNanos, Observation found) {
        return found;
    }

    /** The round cannot go on. */
    abstract Next notFound(long nowNanos, Directory.Reading reading, Effects out);

    /** It is known which nodes are there. */
    abstract Optional<Next> act(long nowNanos, FailureDetector.Seen present, Effects out);

    /** The write has a result. */
    abstract Optional<Next> wrote(long nowNanos, Directory.Written written, Effects out);
}
