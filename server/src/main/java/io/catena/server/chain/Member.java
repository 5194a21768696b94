package io.catena.server.chain;

/**
 * A node's replica in one life, as configurations name it.
 *
 * @param nodeId stable over restarts, kept in the node's data directory
 * @param incarnation the number of the life: new at every start of the node and after every removal; never 0
 * @param address {@code host:port} to connect to; the chain's rules do not look at it
 */
public record Member(String nodeId, long incarnation, String address) {
    /** Whether both are the same life of the same node. */
    public boolean is(Member other) {
        return other != null && is(other.nodeId, other.incarnation);
    }

    public boolean is(String otherNodeId, long otherIncarnation) {
        return incarnation == otherIncarnation && nodeId.equals(otherNodeId);
    }

    @Override
    public String toString() {
        return nodeId + "/" + Long.toHexString(incarnation) + "@" + address;
    }
}
