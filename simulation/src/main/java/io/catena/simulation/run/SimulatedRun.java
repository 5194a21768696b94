package io.catena.simulation.run;

import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * What everything in a run goes by: its options, its time and its chance; and what is told of it. It knows nothing of what
 * is simulated.
 */
public final class SimulatedRun {
    private final Timeline timeline = new Timeline();
    private final SeededRandom seededRandom;
    private final Options options;
    private final RunShape shape;
    private final KeysByChain keys;
    private final Trace trace;
    private final Counts counts = new Counts();

    public SimulatedRun(long seed, RunShape shape, boolean traced, Consumer<String> sink) {
        seededRandom = new SeededRandom(seed);
        options = Options.draw(seededRandom);
        this.shape = shape;
        keys = new KeysByChain(shape.chains(), options.keys());
        trace = new Trace(timeline, traced, sink);
    }

    public Timeline timeline() {
        return timeline;
    }

    public SeededRandom seededRandom() {
        return seededRandom;
    }

    public Options options() {
        return options;
    }

    /** How many chains there are. The first one has the number 1. */
    public int chains() {
        return shape.chains();
    }

    /** On which machines they are. */
    public PlacementPlan placement() {
        return shape.placement();
    }

    /** How many machines there are in the beginning. */
    public int machines() {
        return placement().isPlaced() ? placement().machines() : options.machines();
    }

    /** Whether there is one chain, which every machine carries. */
    public boolean isOneChain() {
        return chains() == 1 && !placement().isPlaced();
    }

    /** The chain that something befalls which concerns one alone. */
    public int someChain() {
        return chains() == 1 ? 1 : (int) seededRandom.between(1, chains());
    }

    /** How the trace names what a machine, or ZooKeeper, has of a chain. */
    public String nameOf(String owner, int chain) {
        return chains() == 1 ? owner : owner + "/" + chain;
    }

    public KeysByChain keys() {
        return keys;
    }

    public Trace trace() {
        return trace;
    }

    /** Counts a fault or an event, for the summary. */
    public void count(String what) {
        counts.add(what);
    }

    public SortedMap<String, Long> counts() {
        return counts.all();
    }
}
