package io.catena.simulation.run;

import io.catena.server.chain.ClusterShape;
import io.catena.server.placement.PlacementTimings;

/**
 * On how many of its machines a run has each chain, and what befalls a cluster for that alone.
 *
 * @param replicas of each chain; {@link ClusterShape#ALL}: every machine carries every chain, and the rest means nothing
 * @param machines how many there are in the beginning
 * @param timings when the chains are placed anew
 * @param domains among how many domains machines are divided; 0: each fails alone
 * @param capacities whether some machines are to carry more than others
 * @param chance of what befalls the cluster for that alone
 */
public record PlacementPlan(
        int replicas, int machines, PlacementTimings timings, int domains, boolean capacities, SeededRandom chance) {
    /** The part of the runs in which the chains are placed on some of the machines. */
    private static final double RUNS = 0.1;

    private static final int SEQUENCE = 6;
    private static final int MOST_REPLICAS = 3;
    private static final int MOST_MORE_MACHINES = 3;

    /** Every machine carries every chain. */
    static PlacementPlan everywhere() {
        return new PlacementPlan(ClusterShape.ALL, 0, PlacementTimings.STANDARD, 0, false, new SeededRandom(0));
    }

    /** Of the run with that seed, if its chains are placed at all; else every machine carries every chain. */
    static PlacementPlan draw(long seed) {
        return Occasion.draw(seed, SEQUENCE, RUNS).occurs() ? drawPlaced(seed, 0) : everywhere();
    }

    /** @param replicas of each chain; 0 if that is to be drawn, too */
    static PlacementPlan drawPlaced(long seed, int replicas) {
        SeededRandom chance = Occasion.draw(seed, SEQUENCE, RUNS).seededRandom();
        int drawn = (int) chance.between(1, MOST_REPLICAS);
        int each = replicas > 0 ? replicas : drawn;
        return new PlacementPlan(
                each,
                each + (int) chance.between(1, MOST_MORE_MACHINES),
                new PlacementTimings(chance.between(200, 3_000), chance.between(1_000, 12_000)),
                chance.chance(0.3) ? (int) chance.between(2, each + 1) : 0,
                chance.chance(0.3),
                chance);
    }

    /** Whether some machines may not carry a chain. */
    public boolean isPlaced() {
        return replicas != ClusterShape.ALL;
    }
}
