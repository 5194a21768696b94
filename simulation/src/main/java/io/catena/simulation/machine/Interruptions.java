package io.catena.simulation.machine;

import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;

/** Lets processes end between two steps of giving up a replica (M11), and what they have read for that, or of the placement, be told late. */
public final class Interruptions {
    private static final double KILLED = 0.04;
    private static final double LATE = 0.25;

    private static final long MOMENT_NANOS = Timeline.millis(20);
    private static final long DOWN_NANOS = Timeline.millis(1_000);
    private static final long LATE_NANOS = Timeline.millis(2_500);

    private final SimulatedRun run;
    private boolean started;

    public Interruptions(SimulatedRun run) {
        this.run = run;
    }

    public void start() {
        started = true;
    }

    public void stop() {
        started = false;
    }

    /** A process has taken one of the steps. */
    void stepTaken(SimulatedProcess process) {
        if (started && run.seededRandom().chance(KILLED)) {
            run.timeline().after(run.seededRandom().exponential(MOMENT_NANOS), () -> kill(process));
        }
    }

    private void kill(SimulatedProcess process) {
        if (started && process.isAlive()) {
            run.count("killed while it gives a replica up");
            SimulatedMachine machine = process.machine();
            machine.crash("is killed while it gives a replica up");
            run.timeline().after(run.seededRandom().exponential(DOWN_NANOS), machine::start);
        }
    }

    /** By how much the thread that has read something is late to tell it. */
    long lateNanos() {
        return started && run.seededRandom().chance(LATE) ? run.seededRandom().exponential(LATE_NANOS) : 0;
    }
}
