package io.catena.systemtest.chaos;

import java.util.Random;

/**
 * A kind of fault.
 *
 * @param name as it is counted
 * @param weight how often it is drawn, compared with others
 * @param needsLan whether it needs machines of their own
 * @param draw chooses victims and times; all that is random is drawn there
 */
record Fault(String name, int weight, boolean needsLan, Draw draw) {
    /** Makes a plan. */
    interface Draw {
        Plan plan(String name, Random random);
    }

    Plan drawn(Random random) {
        return draw.plan(name, random);
    }
}
