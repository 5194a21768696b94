package io.catena.server.registration;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a node says of itself as one that carries chains, in a cluster of several (M7). Immutable.
 *
 * @param domain nodes of one domain may fail together
 * @param capacity how much the node is to carry beside others, 1 to {@value #MOST_CAPACITY}
 * @param holds the chains of which it held data when its process began
 */
public record Carrier(String domain, int capacity, SortedSet<Integer> holds) {
    public static final int LEAST_CAPACITY = 1;
    public static final int MOST_CAPACITY = 1_000;

    public Carrier {
        if (capacity < LEAST_CAPACITY || capacity > MOST_CAPACITY) {
            throw new IllegalArgumentException("a capacity of " + capacity);
        }
        holds = Collections.unmodifiableSortedSet(new TreeSet<>(holds));
    }

    /** A node that does not say more: it fails alone, and carries as much as any other. */
    public static Carrier of(String nodeId, Set<Integer> holds) {
        return new Carrier(nodeId, LEAST_CAPACITY, new TreeSet<>(holds));
    }
}
