package io.catena.server.node.replicas;

import io.catena.server.replica.Links;
import io.catena.server.rpc.outbound.Peers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The addresses that the node's replicas need: two nodes have one connection for the messages of all chains that they share (M4). On the
 * event loop.
 */
public final class RetainedAddresses {
    private final Peers peers;
    private final Map<Integer, Set<String>> byChain = new HashMap<>();

    public RetainedAddresses(Peers peers) {
        this.peers = peers;
    }

    /** The links of the replica of one chain. */
    Links links(int chain) {
        return new PeerLinks(peers, needed -> retain(chain, needed));
    }

    /** Connections to addresses that no replica needs may be closed. */
    private void retain(int chain, Set<String> needed) {
        byChain.put(chain, needed);
        Set<String> all = new HashSet<>();
        byChain.values().forEach(all::addAll);
        peers.retain(all);
    }

    /** The node has no replica of the chain any more. */
    void forget(int chain) {
        byChain.remove(chain);
    }
}
