package io.catena.server.registration;

import io.catena.server.chain.FormatRange;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One run of a node's process, as it registers itself.
 *
 * @param nodeId stable over restarts
 * @param incarnation new at every start of the process, and at nothing else; never 0
 * @param address {@code host:port}
 * @param formats that its program knows
 * @param said what it says of itself as a carrier of chains; empty in a cluster of one chain on all nodes
 */
public record RegisteredNode(
        String nodeId, long incarnation, String address, FormatRange formats, Optional<Carrier> said) {
    /** In a cluster of one chain. */
    public RegisteredNode(String nodeId, long incarnation, String address, FormatRange formats) {
        this(nodeId, incarnation, address, formats, Optional.empty());
    }

    /** Whether both are the same run of the same node. */
    public boolean is(RegisteredNode other) {
        return incarnation == other.incarnation && nodeId.equals(other.nodeId);
    }

    public Carrier carrier() {
        return said.orElseGet(() -> Carrier.of(nodeId, Set.of()));
    }

    /** Ids of those that said, when their processes began, that they hold data of the chain (M7). */
    public static Set<String> holders(int chain, Collection<RegisteredNode> nodes) {
        Set<String> holders = new TreeSet<>();
        for (RegisteredNode node : nodes) {
            if (node.carrier().holds().contains(chain)) {
                holders.add(node.nodeId());
            }
        }
        return holders;
    }

    @Override
    public String toString() {
        return nodeId + "@" + address;
    }
}
