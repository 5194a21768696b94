package io.catena.simulation.run;

/** How many chains a run has. */
final class NumberOfChains {
    /** The part of the runs that have several. */
    private static final double RUNS = 0.125;

    private static final int SEQUENCE = 5;
    private static final int MOST = 4;

    private NumberOfChains() {}

    /** One in most runs. */
    static int draw(long seed) {
        Occasion several = Occasion.draw(seed, SEQUENCE, RUNS);
        return several.occurs() ? drawSeveral(several) : 1;
    }

    /** Two or more. */
    static int drawSeveral(long seed) {
        return drawSeveral(Occasion.draw(seed, SEQUENCE, RUNS));
    }

    private static int drawSeveral(Occasion several) {
        return (int) several.seededRandom().between(2, MOST);
    }
}
