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
    private final int chains;
    private final KeysByChain keys;
    private final Trace trace;
    private final Counts counts = new Counts();

    /** @param chains how many there are, each of which every machine carries */
    public SimulatedRun(long seed, int chains, boolean traced, Consumer<String> sink) {
        seededRandom = new SeededRandom(seed);
        options = Options.draw(seededRandom);
        this.chains = chains;
        keys = new KeysByChain(chains, options.keys());
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
        return chains;
    }

    /** The chain that something befalls which concerns one alone. */
    public int someChain() {
        return chains == 1 ? 1 : (int) seededRandom.between(1, chains);
    }

    /** How the trace names what a machine, or ZooKeeper, has of a chain. */
    public String nameOf(String owner, int chain) {
        return chains == 1 ? owner : owner + "/" + chain;
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
