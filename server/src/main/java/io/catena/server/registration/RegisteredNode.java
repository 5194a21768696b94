package io.catena.server.registration;

import io.catena.server.chain.FormatRange;

/**
 * One run of a node's process, as it registers itself.
 *
 * @param nodeId stable over restarts
 * @param incarnation new at every start of the process, and at nothing else; never 0
 * @param address {@code host:port}
 * @param formats that its program knows
 */
public record RegisteredNode(String nodeId, long incarnation, String address, FormatRange formats) {
    /** Whether both are the same run of the same node. */
    public boolean is(RegisteredNode other) {
        return incarnation == other.incarnation && nodeId.equals(other.nodeId);
    }

    @Override
    public String toString() {
        return nodeId + "@" + address;
    }
}
