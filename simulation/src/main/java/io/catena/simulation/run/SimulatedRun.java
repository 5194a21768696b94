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
    private final Trace trace;
    private final Counts counts = new Counts();

    public SimulatedRun(long seed, boolean traced, Consumer<String> sink) {
        seededRandom = new SeededRandom(seed);
        options = Options.draw(seededRandom);
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
