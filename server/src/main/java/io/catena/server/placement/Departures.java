package io.catena.server.placement;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is said of nodes that are to carry nothing, that do not come back, or that are away (M14, M15, M18). It stands beside the
 * placement, and is a wish like it. Immutable.
 *
 * @param drained ids of the nodes that carry nothing until an operator takes that back
 * @param gone ids of the nodes of which nothing is waited for as long as they are not registered
 * @param awayMillis for how long controllers have counted that a node is away, by its id
 */
public record Departures(SortedSet<String> drained, SortedSet<String> gone, SortedMap<String, Long> awayMillis) {
    /** Nothing is said of any node. */
    public static final Departures NONE = new Departures(List.of(), List.of());
    /** As many nodes may be drained at a time. */
    public static final int MOST_DRAINED = 1_000;

    public Departures {
        drained = Collections.unmodifiableSortedSet(new TreeSet<>(drained));
        gone = Collections.unmodifiableSortedSet(new TreeSet<>(gone));
        awayMillis = Collections.unmodifiableSortedMap(new TreeMap<>(awayMillis));
    }

    /** No node has been counted as away. */
    public Departures(Collection<String> drained, Collection<String> gone) {
        this(new TreeSet<>(drained), new TreeSet<>(gone), new TreeMap<>());
    }

    /** Nodes are away, for so long, and no others. */
    public Departures away(Map<String, Long> millis) {
        return new Departures(drained, gone, new TreeMap<>(millis));
    }

    /** An operator wishes that the node carries nothing. */
    public Departures drain(String nodeId) {
        return new Departures(with(drained, Set.of(nodeId)), gone, awayMillis);
    }

    /** The wish is taken back. */
    public Departures undrain(String nodeId) {
        return new Departures(without(drained, nodeId), gone, awayMillis);
    }

    /**
     * Nodes do not come back. Of a node that the placement does not name nothing need be said.
     *
     * @param placed ids of those that it names
     */
    public Departures go(Collection<String> nodeIds, Collection<String> placed) {
        SortedSet<String> all = with(gone, nodeIds);
        all.retainAll(placed);
        return new Departures(drained, all, awayMillis);
    }

    /** A node is there again, as a new one. */
    public Departures come(String nodeId) {
        SortedMap<String, Long> others = new TreeMap<>(awayMillis);
        others.remove(nodeId);
        return new Departures(drained, without(gone, nodeId), others);
    }

    private static SortedSet<String> with(SortedSet<String> some, Collection<String> more) {
        SortedSet<String> all = new TreeSet<>(some);
        all.addAll(more);
        return all;
    }

    private static SortedSet<String> without(SortedSet<String> some, String one) {
        SortedSet<String> fewer = new TreeSet<>(some);
        fewer.remove(one);
        return fewer;
    }
}
