package io.catena.server.runtime;

import static org.junit.Assert.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.Test;

/** Steps that end when they say so, with a scheduler that the test has in hand. */
public class CoalescedStepsTest {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<Long> delays = new ArrayList<>();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final List<RuntimeException> failures = new ArrayList<>();
    private int begun;
    private Runnable step = () -> {};

    private final CoalescedSteps steps = new CoalescedSteps(
            new Scheduler() {
                @Override
                public void execute(Runnable task) {
                    tasks.add(task);
                }

                @Override
                public void schedule(long delayNanos, Runnable task) {
                    delays.add(TimeUnit.NANOSECONDS.toMillis(delayNanos));
                    later.add(task);
                }
            },
            () -> {
                begun++;
                step.run();
            },
            failures::add);

    private void run() {
        while (!tasks.isEmpty()) {
            tasks.removeFirst().run();
        }
    }

    private void hint(int times) {
        for (int i = 0; i < times; i++) {
            steps.hint();
        }
        run();
    }

    @Test
    public void hintsThatComeDuringAStepLeadToOneMore() {
        hint(5);
        assertEquals(1, begun);
        steps.rest();
        run();
        assertEquals(2, begun);
        steps.rest();
        run();
        assertEquals(2, begun);
    }

    @Test
    public void aStepThatWantsToGoOnIsTakenWithoutAHint() {
        hint(1);
        steps.again(200);
        assertEquals(List.of(200L), delays);
        later.removeFirst().run();
        assertEquals(2, begun);
    }

    @Test
    public void aHintThatComesBeforeThatMakesItVoid() {
        hint(1);
        steps.again(200);
        hint(1);
        steps.rest();
        later.removeFirst().run();
        run();
        assertEquals(2, begun);
    }

    @Test
    public void whatComesAfterTheStepsEndIsPassedOver() {
        List<String> told = new ArrayList<>();
        List<Consumer<String>> askers = new ArrayList<>();
        step = () -> askers.add(steps.on(told::add));
        hint(1);
        askers.get(0).accept("in time");
        run();
        steps.rest();
        hint(1);
        askers.get(0).accept("of the step before");
        run();
        assertEquals(List.of("in time"), told);
    }

    @Test
    public void aStepThatThrowsIsGivenUpAndTheNextComesAfterASecond() {
        RuntimeException failure = new IllegalStateException("x");
        step = () -> {
            throw failure;
        };
        hint(1);
        assertEquals(List.of(failure), failures);
        assertEquals(List.of(1_000L), delays);
        step = () -> {};
        later.removeFirst().run();
        assertEquals(2, begun);
    }

    @Test
    public void whatGoesOnWithAStepMayThrowToo() {
        List<Consumer<String>> askers = new ArrayList<>();
        step = () -> askers.add(steps.on(value -> {
            throw new IllegalStateException(value);
        }));
        hint(1);
        askers.get(0).accept("x");
        run();
        assertEquals(1, failures.size());
        assertEquals(List.of(1_000L), delays);
    }

    @Test
    public void nothingBeginsOrGoesOnAfterTheEnd() {
        List<String> told = new ArrayList<>();
        List<Consumer<String>> askers = new ArrayList<>();
        step = () -> askers.add(steps.on(told::add));
        hint(1);
        steps.close();
        askers.get(0).accept("late");
        hint(1);
        assertEquals(1, begun);
        assertEquals(List.of(), told);
    }
}
