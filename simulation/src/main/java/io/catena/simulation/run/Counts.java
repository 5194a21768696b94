package io.catena.simulation.run;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** How often each fault and each event has happened in a run, for the summary. */
final class Counts {
    private final SortedMap<String, Long> counts = new TreeMap<>();

    void add(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    SortedMap<String, Long> all() {
        return Collections.unmodifiableSortedMap(counts);
    }
}
