package io.catena.simulation.run;

/** A process, as whatever brings it news sees it. */
public interface RunningProcess {
    String name();

    boolean isAlive();

    /** Runs an action of the process later: when it goes on if it stands still then, and never if it has ended. */
    void post(long delayNanos, Runnable action);
}
