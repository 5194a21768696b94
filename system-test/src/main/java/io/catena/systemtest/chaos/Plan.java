package io.catena.systemtest.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * One fault, drawn but not begun: its steps and their times. The last step undoes the others.
 *
 * @param kind the name under which it is counted
 * @param steps in the order of their times
 */
record Plan(String kind, List<Step> steps) {
    /**
     * One step.
     *
     * @param atMillis since the beginning of the fault
     */
    record Step(long atMillis, Action action) {}

    /** Acts on the scene; returns what it has done to which node, or an empty string if there is nothing to print. */
    interface Action {
        String on(ChaosScene scene) throws Exception;
    }

    Plan {
        steps = List.copyOf(steps);
    }

    /** A fault that begins with one action and ends with another. */
    static Plan of(String kind, Action begin, long lastsMillis, Action end) {
        return new Plan(kind, List.of(new Step(0, begin), new Step(lastsMillis, end)));
    }

    /** The same fault, begun later. */
    Plan delayed(long millis) {
        List<Step> later = new ArrayList<>();
        steps.forEach(step -> later.add(new Step(step.atMillis + millis, step.action)));
        return new Plan(kind, later);
    }
}
