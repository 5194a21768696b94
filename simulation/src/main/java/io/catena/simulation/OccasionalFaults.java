package io.catena.simulation;

import io.catena.server.invariants.LogHash;

/**
 * Faults of one kind, one after the other, in some of the runs and until they are stopped. Their random numbers are a
 * sequence of their own, so that all other runs stay as they are.
 */
abstract class OccasionalFaults {
    private final World world;
    private final SeededRandom seededRandom;
    private final boolean occur;
    private boolean stopped;

    /** @param sequence the number of the sequence of random numbers: another one for each kind */
    OccasionalFaults(World world, long seed, int sequence, double runs) {
        this.world = world;
        this.seededRandom = new SeededRandom(LogHash.mix(seed + sequence));
        this.occur = seededRandom.chance(runs);
    }

    final World world() {
        return world;
    }

    final SeededRandom seededRandom() {
        return seededRandom;
    }

    /** Whether they occur in this run. */
    boolean occur() {
        return occur;
    }

    final void start() {
        if (occur()) {
            next();
        }
    }

    void stop() {
        stopped = true;
    }

    /** Does something later, unless the faults have been stopped by then. */
    final void after(long nanos, Runnable action) {
        world.timeline().after(nanos, () -> {
            if (!stopped) {
                action.run();
            }
        });
    }

    /** Prepares the next one, which does the same at its end. */
    abstract void next();
}
