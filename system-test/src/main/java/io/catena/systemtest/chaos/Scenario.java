package io.catena.systemtest.chaos;

/** The events on a stage. */
interface Scenario {
    /**
     * Returns when it is over; the chain need not be complete then. Violations are added to the findings of the stage,
     * or thrown.
     *
     * @param chaosReport receives the facts of the run
     */
    void play(Stage stage, TimedConsole timedConsole, ChaosReport chaosReport) throws Exception;
}
