package io.catena.systemtest;

import java.util.List;

/**
 * The chains of a cluster: how many there are, and on how many nodes each is to be.
 *
 * @param replicas 0: on all nodes
 */
public record ClusterChains(int number, int replicas) {
    /** One, on all nodes. */
    public static final ClusterChains ONE = new ClusterChains(1, 0);

    /** How each node of the cluster is started. */
    public List<String> nodeOptions() {
        return equals(ONE)
                ? List.of()
                : List.of(
                        "--chains",
                        Integer.toString(number),
                        "--replicas",
                        replicas == 0 ? "all" : Integer.toString(replicas));
    }

    /** How many members each has on so many nodes. */
    int members(int nodes) {
        return replicas == 0 ? nodes : Math.min(replicas, nodes);
    }
}
