package io.catena.server.replica;

import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The links of a node, which the replicas of all its chains share: two nodes have one connection for the messages of all chains that
 * they share, and it is kept while one chain needs it (M4). When the replica of one chain drops it, those of all others are told at
 * once, before they send anything else: what they had sent may be lost. Owned by the replicas' loop.
 */
public final class SharedLinks {
    /** Is told of connections that a replica has dropped. */
    public interface Listener {
        /** @param chain that of the replica, which knows of it */
        void dropped(int chain, String address);
    }

    private final Links links;
    private final Listener listener;
    /** The addresses that the replica of each chain needs. */
    private final Map<Integer, Set<String>> needed = new HashMap<>();

    /** @param links those of the whole node */
    public SharedLinks(Links links, Listener listener) {
        this.links = links;
        this.listener = listener;
    }

    /** The links of the replica of one chain. */
    public Links of(int chain) {
        return new OfChain(chain);
    }

    /** The node has no replica of the chain any more. */
    public void forget(int chain) {
        needed.remove(chain);
        retainNeeded();
    }

    private void retainNeeded() {
        Set<String> all = new HashSet<>();
        needed.values().forEach(all::addAll);
        links.retain(all);
    }

    private final class OfChain implements Links {
        private final int chain;

        OfChain(int chain) {
            this.chain = chain;
        }

        @Override
        public void send(Member to, Message.Envelope envelope, Message message) {
            links.send(to, envelope, message);
        }

        @Override
        public void disconnect(Member from) {
            links.disconnect(from);
            listener.dropped(chain, from.address());
        }

        @Override
        public void retain(Set<String> addresses) {
            needed.put(chain, addresses);
            retainNeeded();
        }
    }
}
