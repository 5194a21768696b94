package io.catena.server.node.requests;

import io.catena.server.node.replicas.ChainLayout;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.requests.ChainRequests;
import io.catena.thrift.Layout;
import java.util.function.Consumer;

/**
 * What this node needs to take requests for one chain. Owned by the event loop.
 *
 * @param layout the members, as far as the node knows them
 * @param replica the present life of the node's own replica, if it has one
 * @param requests takes the requests
 * @param failures says in words why one failed
 * @param layouts tells the members, brought up to date
 */
public record ChainAccess(
        ChainLayout layout, CurrentReplica replica, ChainRequests requests, Failures failures, Layouts layouts) {

    /** Tells the layout of a chain. */
    @FunctionalInterface
    public interface Layouts {
        /** @param then gets it when what the node knows is up to date, or when that takes too long; on any loop, perhaps at once */
        void tell(Consumer<Layout> then);
    }
}
