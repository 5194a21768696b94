package io.catena.simulation.machine;

import io.catena.simulation.run.Timeline;
import java.util.TreeMap;

/**
 * A machine's monotonic clock: it runs a little too fast or too slowly, and in some runs it stands still while the machine
 * does, like the clock of a suspended virtual machine.
 */
public final class MachineClock {
    private final Timeline timeline;
    private final double rate;
    private final long offsetNanos;
    /** Whether the clock stands still while the machine does. */
    private final boolean stops;
    /** For how long it has stood still, by the reading at which it stood. */
    private final TreeMap<Long, Long> stoodNanos = new TreeMap<>();

    private long allStoodNanos;
    /** When it began to stand still, in simulated time; below 0 while it runs. */
    private long standsSinceNanos = -1;

    MachineClock(Timeline timeline, double rate, long offsetNanos, boolean stops) {
        this.timeline = timeline;
        this.rate = rate;
        this.offsetNanos = offsetNanos;
        this.stops = stops;
    }

    public long nanos() {
        return offsetNanos + (long) ((timeline.nowNanos() - stoodNanos()) * rate);
    }

    /** For how long it has ever stood still, in simulated time. */
    long stoodNanos() {
        return standsSinceNanos < 0 ? allStoodNanos : allStoodNanos + timeline.nowNanos() - standsSinceNanos;
    }

    /** For how long it has stood still since it showed a reading. */
    public long stoodNanosSince(long readingNanos) {
        long sum = 0;
        for (long stood : stoodNanos.tailMap(readingNanos, true).values()) {
            sum += stood;
        }
        return sum;
    }

    /** The machine stands still from now on. */
    void standsStill() {
        if (stops && standsSinceNanos < 0) {
            standsSinceNanos = timeline.nowNanos();
        }
    }

    /** The machine runs again. */
    void goesOn() {
        if (standsSinceNanos >= 0) {
            long stood = timeline.nowNanos() - standsSinceNanos;
            stoodNanos.merge(nanos(), stood, Long::sum);
            allStoodNanos += stood;
            standsSinceNanos = -1;
        }
    }
}
