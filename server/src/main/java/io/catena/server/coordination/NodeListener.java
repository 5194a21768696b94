package io.catena.server.coordination;

/**
 * What a node is told about its session in ZooKeeper. All calls come from one thread of this package, one at a time, and must
 * return soon: the next news wait behind them.
 */
public interface NodeListener {
    /** The connection to ZooKeeper came or went. While it is away no news arrive. */
    void connectionChanged(boolean connected);

    /** The session expired and another has taken its place. What was registered is registered again without help. */
    void sessionReplaced();

    /** Another process is registered under this node's id, so this one cannot register again: stop. */
    void nodeIdTaken(String why);
}
