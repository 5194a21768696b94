package io.catena.systemtest.chaos;

/** What happens on a stage. */
interface Scenario {
    /**
     * Returns when it is over; the stage need not be whole. What is wrong is added to the stage's findings, or thrown.
     *
     * @param chaosReport gets what is worth telling
     */
    void play(Stage stage, TimedConsole timedConsole, ChaosReport chaosReport) throws Exception;
}
