package io.catena.server.placement;

/**
 * A node that may carry replicas.
 *
 * @param domain nodes of one domain may fail together
 * @param capacity how much it is to carry beside others; 1 or more
 */
public record CarryingNode(String nodeId, String domain, int capacity) {
    public CarryingNode {
        if (capacity < 1) {
            throw new IllegalArgumentException("the capacity of " + nodeId + " is " + capacity + ", not at least 1");
        }
    }
}
