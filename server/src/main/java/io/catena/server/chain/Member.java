package io.catena.server.chain;

/**
 * A node's replica in one life, as configurations name it.
 *
 * @param nodeId stable over restarts, kept in the node's data directory
 * @param life its number: new at every start of the node and after every removal; never 0
 * @param address {@code host:port} to connect to; the chain's rules do not look at it
 */
public record Member(String nodeId, long life, String address) {
    /** Whether both are the same life of the same node. */
    public boolean is(Member other) {
        return other != null && is(other.nodeId, other.life);
    }

    public boolean is(String otherNodeId, long otherLife) {
        return life == otherLife && nodeId.equals(otherNodeId);
    }

    @Override
    public String toString() {
        return nodeId + "/" + Long.toHexString(life) + "@" + address;
    }
}
