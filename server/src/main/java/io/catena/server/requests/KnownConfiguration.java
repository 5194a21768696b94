package io.catena.server.requests;

import io.catena.server.chain.Configuration;

/** The newest configuration of a chain that a node knows: its replica has adopted it, or it was looked up. Owned by the replicas' loop. */
public final class KnownConfiguration {
    private Configuration newest;

    /** Null if none is known. */
    public Configuration newest() {
        return newest;
    }

    /** The node's replica has adopted it. */
    public void adopted(Configuration configuration) {
        if (isNews(configuration)) {
            newest = configuration;
        }
    }

    /** It was looked up, since the node has no replica of the chain. Calls to nodes that have lost their places are given up. */
    public void lookedUp(Configuration found, Forwarding forwarding) {
        if (isNews(found)) {
            Configuration before = newest;
            newest = found;
            forwarding.adopted(before, found);
        }
    }

    private boolean isNews(Configuration found) {
        return newest == null || found.epoch() > newest.epoch();
    }
}
