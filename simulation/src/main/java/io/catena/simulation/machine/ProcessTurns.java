package io.catena.simulation.machine;

import io.catena.simulation.run.Timeline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the actions of a process when they are due, or when the process goes on after it stood still; none when it
 * has ended. A process may also stand still between a step and the effects of the step, as in a collection of
 * garbage: the time by which the step was judged is old then.
 */
final class ProcessTurns {
    private final Timeline timeline;
    private final MachineClock clock;
    /** The actions that became due while the process stood still. */
    private List<Runnable> backlog = new ArrayList<>();
    /** The effects of the step in which the process stands still, in their order. */
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    /** Whether these effects are being carried out. */
    private boolean catchesUp;

    private boolean ended;
    private boolean paused;
    /** How often the process was made to stand still. */
    private long pauses;

    ProcessTurns(Timeline timeline, MachineClock clock) {
        this.timeline = timeline;
        this.clock = clock;
    }

    boolean isPaused() {
        return paused;
    }

    /** Runs an action later, on the process's turn. By a clock that stands still it takes as much longer. */
    void post(long delayNanos, Runnable action) {
        long stoodBefore = clock.stoodNanos();
        timeline.after(delayNanos, () -> {
            long missingNanos = Math.min(delayNanos, clock.stoodNanos() - stoodBefore);
            Runnable due = missingNanos == 0 ? action : () -> post(missingNanos, action);
            if (paused) {
                backlog.add(due);
            } else if (!ended) {
                due.run();
            }
        });
    }

    /** Carries out an effect of a step, at once or when the process goes on. */
    void afterStep(Runnable effect) {
        if (paused || catchesUp) {
            held.addLast(effect);
        } else {
            effect.run();
        }
    }

    /** Returns whether the process ran until now. The clock of the machine may be another process's when this one has ended. */
    boolean pause() {
        if (ended) {
            return false;
        }
        boolean ran = !paused;
        paused = true;
        pauses++;
        clock.standsStill();
        return ran;
    }

    /**
     * Makes the process stand still for so long, in the midst of a step, unless something else makes it stand still
     * for longer.
     */
    void stall(long nanos, Runnable goOn) {
        pause();
        long mine = pauses;
        timeline.after(nanos, () -> {
            if (pauses == mine) {
                goOn.run();
            }
        });
    }

    /** Returns whether the process stood still until now. */
    boolean resume() {
        if (!paused || ended) {
            return false;
        }
        paused = false;
        clock.goesOn();
        List<Runnable> waited = backlog;
        backlog = new ArrayList<>();
        catchUp();
        waited.forEach(action -> post(0, action));
        return true;
    }

    /** An effect may cause another step, whose effects come behind all effects of the first. */
    private void catchUp() {
        catchesUp = true;
        while (!paused && !held.isEmpty()) {
            held.removeFirst().run();
        }
        catchesUp = false;
    }

    /** The process has ended: no action is run any more. */
    void end() {
        ended = true;
        clock.goesOn();
    }
}
