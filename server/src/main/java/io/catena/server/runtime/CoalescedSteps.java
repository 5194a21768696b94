package io.catena.server.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Takes one step after each hint, on a scheduler. A step ends when it says so, which may be much later; hints that come
 * meanwhile, however many, lead to one more. A step that throws an exception is given up: the next one comes with the
 * next hint, or after 1 s.
 */
public final class CoalescedSteps {
    private static final long AFTER_FAILURE_MILLIS = 1_000;

    private final Scheduler scheduler;
    private final Runnable step;
    private final Consumer<RuntimeException> failed;
    /** The rest belongs to the scheduler's tasks. The step under way, or the last one. */
    private long number;

    private boolean underWay;
    private boolean hinted;
    private boolean closed;

    /** @param failed told of an exception that a step throws */
    public CoalescedSteps(Scheduler scheduler, Runnable step, Consumer<RuntimeException> failed) {
        this.scheduler = scheduler;
        this.step = step;
        this.failed = failed;
    }

    /** Asks for a step, soon. Any thread. */
    public void hint() {
        scheduler.execute(this::begin);
    }

    private void begin() {
        if (underWay || closed) {
            hinted = true;
            return;
        }
        hinted = false;
        underWay = true;
        number++;
        guarded(step);
    }

    /** Wraps the part of a step that takes a result; it does nothing after the step's end. */
    public <T> Consumer<T> on(Consumer<T> then) {
        long mine = number;
        return value -> scheduler.execute(() -> {
            if (underWay && mine == number && !closed) {
                guarded(() -> then.accept(value));
            }
        });
    }

    /** As {@link #on}, for what may be answered more than once: the first answer counts. */
    public <T> Consumer<T> onFirst(Consumer<T> then) {
        AtomicBoolean told = new AtomicBoolean();
        Consumer<T> goesOn = on(then);
        return value -> {
            if (!told.getAndSet(true)) {
                goesOn.accept(value);
            }
        };
    }

    private void guarded(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            failed.accept(e);
            if (underWay) {
                again(AFTER_FAILURE_MILLIS);
            }
        }
    }

    /** Ends the step; the next one comes with a hint. */
    public void rest() {
        underWay = false;
        if (hinted) {
            hint();
        }
    }

    /** Ends the step; the next one comes with a hint, or after this time. */
    public void again(long millis) {
        rest();
        long ended = number;
        scheduler.schedule(TimeUnit.MILLISECONDS.toNanos(millis), () -> {
            if (ended == number) {
                begin();
            }
        });
    }

    /** Ends all steps. Called by the scheduler's tasks, or after their end. */
    public void close() {
        closed = true;
    }
}
