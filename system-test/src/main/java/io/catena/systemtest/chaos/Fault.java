package io.catena.systemtest.chaos;

import java.util.Random;

/**
 * A kind of fault.
 *
 * @param name the name under which it is counted
 * @param weight how often it is drawn, relative to others
 * @param needsLan whether it needs machines of their own
 * @param draw chooses victims and times; makes all random choices
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
