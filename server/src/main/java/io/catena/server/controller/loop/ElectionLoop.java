package io.catena.server.controller.loop;

import io.catena.server.runtime.CoalescedSteps;
import io.catena.server.runtime.Scheduler;
import java.util.function.Consumer;

/**
 * Stands for election as the controller of a cluster. Two nodes may believe that they are the controller at once, which
 * is harmless: the node in the first place begins a term, on condition that its place is still there, and every write
 * of a controller is conditional on its term being the newest (C1). Places make sure that there is one controller at
 * most times; the terms keep an old one from changing anything.
 *
 * <p>Its state belongs to the scheduler's tasks, which also call the candidate.
 */
public final class ElectionLoop {
    private static final long RETRY_MILLIS = 200;
    private static final int NO_TERM = -1;

    private final Seat seat;
    private final Candidate candidate;
    private final CoalescedSteps steps;
    /** The candidate has found its term to be over. */
    private volatile boolean termLost;

    private int term = NO_TERM;

    /** @param failed is told of an unexpected exception; the next step comes after 1 s */
    public ElectionLoop(Seat seat, Candidate candidate, Scheduler scheduler, Consumer<RuntimeException> failed) {
        this.seat = seat;
        this.candidate = candidate;
        this.steps = new CoalescedSteps(scheduler, this::step, failed);
    }

    /** Something may have changed: a place, the connection, the newest term. Any thread; returns at once. */
    public void hint() {
        steps.hint();
    }

    /** The candidate has found that a newer term has begun. Any thread; returns at once. */
    public void termLost() {
        termLost = true;
        steps.hint();
    }

    /** Stops standing for election. Called by the scheduler's tasks, or after their end. */
    public void close() {
        steps.close();
        depose();
        seat.leave();
    }

    private void step() {
        if (termLost) {
            termLost = false;
            term = NO_TERM;
            seat.unwatch();
            standAnew();
        } else {
            seat.take(steps.on(this::placed));
        }
    }

    private void placed(Seat.Rank rank) {
        switch (rank) {
            case UNKNOWN -> steps.again(RETRY_MILLIS);
            case BEHIND -> {
                depose();
                steps.rest();
            }
            case FIRST -> {
                if (term == NO_TERM) {
                    seat.begin(steps.on(this::begun));
                } else {
                    seat.watch(steps.on(this::watched));
                }
            }
        }
    }

    private void begun(Seat.Begun begun) {
        if (!begun.known()) {
            steps.again(RETRY_MILLIS);
        } else if (begun.term().isEmpty()) {
            standAnew();
        } else {
            seat.watch(steps.on(watching -> elected(begun.term().getAsInt(), watching)));
        }
    }

    private void elected(int newTerm, boolean watching) {
        if (!watching) {
            steps.again(RETRY_MILLIS);
            return;
        }
        term = newTerm;
        candidate.elected(newTerm);
        steps.again(0);
    }

    /** A controller that has nothing to write would not find out otherwise that its term is over. */
    private void watched(boolean watching) {
        if (watching) {
            seat.newestTerm(steps.on(newest -> {
                if (newest.isEmpty()) {
                    steps.again(RETRY_MILLIS);
                } else if (newest.getAsInt() != term) {
                    depose();
                    standAnew();
                } else {
                    steps.rest();
                }
            }));
        } else {
            steps.again(RETRY_MILLIS);
        }
    }

    /** Goes to the back of the queue, after a pause: the place may be gone unnoticed. */
    private void standAnew() {
        seat.leave();
        steps.again(RETRY_MILLIS);
    }

    private void depose() {
        if (term != NO_TERM) {
            term = NO_TERM;
            candidate.deposed();
            seat.unwatch();
        }
    }
}
