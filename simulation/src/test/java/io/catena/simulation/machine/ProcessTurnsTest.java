package io.catena.simulation.machine;

import static org.junit.Assert.assertEquals;

import io.catena.simulation.run.Timeline;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

public class ProcessTurnsTest {
    private final Timeline timeline = new Timeline();
    private final MachineClock clock = new MachineClock(timeline, 1, 0, true);
    private final ProcessTurns turns = new ProcessTurns(timeline, clock);
    private final List<String> happened = new ArrayList<>();

    private Runnable happens(String what) {
        return () -> happened.add(what);
    }

    private void passes(long nanos) {
        timeline.runUntil(timeline.nowNanos() + nanos);
    }

    @Test
    public void whatComesOfAStepWaitsWhileTheProcessStandsStillAndComesBeforeAllThatBecameDue() {
        turns.stall(100, turns::resume);
        turns.afterStep(happens("first effect"));
        turns.afterStep(happens("second effect"));
        turns.post(0, happens("message"));
        passes(99);
        assertEquals(List.of(), happened);
        passes(1);
        assertEquals(List.of("first effect", "second effect", "message"), happened);
    }

    @Test
    public void theEffectsOfAStepThatAnEffectBringsComeBehindAllOfTheFirst() {
        turns.pause();
        turns.afterStep(() -> turns.afterStep(happens("effect of the second step")));
        turns.afterStep(happens("last effect of the first step"));
        turns.resume();
        assertEquals(List.of("last effect of the first step", "effect of the second step"), happened);
    }

    @Test
    public void whatIsLeftWaitsAgainWhenAnEffectMakesTheProcessStandStill() {
        turns.pause();
        turns.afterStep(turns::pause);
        turns.afterStep(happens("effect"));
        turns.resume();
        assertEquals(List.of(), happened);
        turns.resume();
        assertEquals(List.of("effect"), happened);
    }

    @Test
    public void theEndOfAStallDoesNotEndALongerStandstill() {
        turns.stall(100, turns::resume);
        turns.afterStep(happens("effect"));
        turns.pause();
        passes(200);
        assertEquals(List.of(), happened);
        turns.resume();
        assertEquals(List.of("effect"), happened);
    }

    @Test
    public void aTimerLeavesOutTheTimeForWhichTheClockStoodStill() {
        turns.post(10, happens("early timer"));
        turns.post(50, happens("late timer"));
        passes(4);
        turns.pause();
        passes(20);
        turns.resume();
        passes(5);
        assertEquals(List.of(), happened);
        passes(1);
        assertEquals(List.of("early timer"), happened);
        passes(39);
        assertEquals(List.of("early timer"), happened);
        passes(1);
        assertEquals(List.of("early timer", "late timer"), happened);
    }

    @Test
    public void nothingHappensOnceTheProcessHasEnded() {
        turns.pause();
        turns.afterStep(happens("effect"));
        turns.post(10, happens("timer"));
        passes(20);
        turns.end();
        turns.resume();
        passes(100);
        assertEquals(List.of(), happened);
    }

    @Test
    public void aProcessThatHasEndedDoesNotMakeTheClockOfTheNextOneStandStill() {
        turns.end();
        turns.pause();
        turns.stall(100, turns::resume);
        ProcessTurns next = new ProcessTurns(timeline, clock);
        next.post(10, happens("timer"));
        passes(10);
        assertEquals(List.of("timer"), happened);
    }
}
