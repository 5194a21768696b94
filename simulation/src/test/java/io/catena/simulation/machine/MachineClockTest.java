package io.catena.simulation.machine;

import static org.junit.Assert.assertEquals;

import io.catena.simulation.run.Timeline;
import org.junit.Test;

public class MachineClockTest {
    private static final long OFFSET_NANOS = 1_000;

    private final Timeline timeline = new Timeline();

    private void passes(long nanos) {
        timeline.runUntil(timeline.nowNanos() + nanos);
    }

    @Test
    public void aClockThatStopsShowsNothingOfTheTimeForWhichItsMachineStoodStill() {
        MachineClock clock = new MachineClock(timeline, 1, OFFSET_NANOS, true);
        passes(10);
        long before = clock.nanos();
        clock.standsStill();
        passes(20);
        assertEquals(before, clock.nanos());
        clock.goesOn();
        passes(5);
        assertEquals(before + 5, clock.nanos());
    }

    @Test
    public void aClockThatGoesOnShowsTheTimeForWhichItsMachineStoodStill() {
        MachineClock clock = new MachineClock(timeline, 1, OFFSET_NANOS, false);
        long before = clock.nanos();
        clock.standsStill();
        passes(20);
        clock.goesOn();
        assertEquals(before + 20, clock.nanos());
        assertEquals(0, clock.stoodNanosSince(before));
    }

    @Test
    public void howLongItStoodStillIsToldSinceAReading() {
        MachineClock clock = new MachineClock(timeline, 1, OFFSET_NANOS, true);
        standsStill(clock, 20);
        passes(1);
        long later = clock.nanos();
        standsStill(clock, 3);
        standsStill(clock, 4);
        assertEquals(7, clock.stoodNanosSince(later));
        assertEquals(27, clock.stoodNanosSince(0));
        assertEquals(27, clock.stoodNanos());
    }

    private void standsStill(MachineClock clock, long nanos) {
        clock.standsStill();
        passes(nanos);
        clock.goesOn();
    }
}
