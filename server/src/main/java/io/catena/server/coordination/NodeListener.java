package io.catena.server.coordination;

import io.catena.server.chain.Configuration;

/**
 * What a node is told about its cluster. All calls come from one thread of this package, one at a time, and must return
 * soon: the next news wait behind them.
 */
public interface NodeListener {
    /** The connection to ZooKeeper came or went. While it is away no news arrive. */
    void connectionChanged(boolean connected);

    /** There is a configuration of a higher epoch than the last one told. Epochs in between may be skipped. */
    void configurationChanged(Configuration configuration);

    /** The last activated epoch or the controller's note changed; see {@link NodeSession#layout}. */
    void layoutChanged();

    /** The session expired and another has taken its place. Registration and report are renewed without help. */
    void sessionReplaced();

    /**
     * While this node was not registered, its life lost its place in the chain: it must begin a new one and register that
     * under a new incarnation.
     */
    void newLifeNeeded();

    /** Another process is registered under this node's id, so this one cannot register again: stop. */
    void nodeIdTaken(CoordinationException.NodeIdInUse reason);

    /**
     * ZooKeeper shows a lower epoch than it did, or the znode was made anew, or is gone: ZooKeeper has lost what it knew.
     * Stop and say so. Told once for each such state.
     */
    void configurationWentBack(String why);
}
