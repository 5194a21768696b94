package io.catena.bench.store;

import java.util.List;

/**
 * Into how many chains a cluster divides its keys.
 *
 * @param count 1 to {@link #MOST}; one chain is on all nodes
 * @param replicas on how many nodes each of several chains is, if there are so many
 */
public record Chains(int count, int replicas) {
    public static final int MOST = 10_000;
    public static final int MOST_REPLICAS = 100;
    /** One chain of all nodes. */
    public static final Chains ONE = new Chains(1, MOST_REPLICAS);

    /** Whether all nodes have all keys. */
    public boolean isOne() {
        return count == 1;
    }

    /** For {@code scripts/cluster start}. */
    List<String> arguments() {
        return isOne()
                ? List.of()
                : List.of("--chains", Integer.toString(count), "--replicas", Integer.toString(replicas));
    }
}
