package io.catena.simulation.run;

import io.catena.server.invariants.LogHash;

/**
 * Whether something occurs in a run, and its random numbers. They are a sequence of their own, so that all other runs stay
 * as they are.
 */
public record Occasion(SeededRandom seededRandom, boolean occurs) {
    /**
     * @param sequence the number of the sequence of random numbers: another one for each kind
     * @param runs the part of the runs in which it occurs
     */
    public static Occasion draw(long seed, int sequence, double runs) {
        SeededRandom seededRandom = new SeededRandom(LogHash.mix(seed + sequence));
        return new Occasion(seededRandom, seededRandom.chance(runs));
    }

    /** It occurs only if that is possible, too. */
    public Occasion onlyIf(boolean isPossible) {
        return new Occasion(seededRandom, occurs && isPossible);
    }
}
