package io.catena.simulation.run;

/**
 * How many chains a run has, and on how many of its machines. It is drawn from the seed apart: what else a run is does not depend
 * on whether another one has several chains, or has them on some of the machines.
 */
public record RunShape(int chains, PlacementPlan placement) {
    /** As the seed says. */
    public static RunShape draw(long seed) {
        PlacementPlan placement = PlacementPlan.draw(seed);
        return new RunShape(
                placement.isPlaced() ? NumberOfChains.drawSeveral(seed) : NumberOfChains.draw(seed), placement);
    }

    /** As the seed says, but every machine carries every chain. */
    public static RunShape drawEverywhere(long seed) {
        return everywhere(NumberOfChains.draw(seed));
    }

    /** Several chains, each of which every machine carries. */
    public static RunShape drawSeveral(long seed) {
        return everywhere(NumberOfChains.drawSeveral(seed));
    }

    /** Several chains on some of the machines. */
    public static RunShape drawPlaced(long seed) {
        return new RunShape(NumberOfChains.drawSeveral(seed), PlacementPlan.drawPlaced(seed, 0));
    }

    /** So many chains, each of which every machine carries. */
    public static RunShape everywhere(int chains) {
        return new RunShape(chains, PlacementPlan.everywhere());
    }

    /** The same with another number of chains. */
    public RunShape withChains(int number) {
        return new RunShape(number, placement);
    }

    /** Each chain on so many machines of the run with that seed. */
    public RunShape placed(long seed, int replicas) {
        return new RunShape(chains, PlacementPlan.drawPlaced(seed, replicas));
    }
}
