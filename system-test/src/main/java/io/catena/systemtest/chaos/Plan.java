package io.catena.systemtest.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * One fault, drawn but not begun: what is done when. Its last step undoes what the others did.
 *
 * @param kind as it is counted
 * @param steps in the order of their times
 */
record Plan(String kind, List<Step> steps) {
    /**
     * One thing that is done.
     *
     * @param atMillis since the beginning of the fault
     */
    record Step(long atMillis, Action action) {}

    /** Acts on the scene; says what it did and to whom, empty if there is nothing to say. */
    interface Action {
        String on(ChaosScene scene) throws Exception;
    }

    Plan {
        steps = List.copyOf(steps);
    }

    /** Something is done, and undone so much later. */
    static Plan of(String kind, Action begin, long lastsMillis, Action end) {
        return new Plan(kind, List.of(new Step(0, begin), new Step(lastsMillis, end)));
    }

    /** The same, beginning so much later. */
    Plan delayed(long millis) {
        List<Step> later = new ArrayList<>();
        steps.forEach(step -> later.add(new Step(step.atMillis + millis, step.action)));
        return new Plan(kind, later);
    }
}
