package io.catena.server.registration;

/**
 * Receives news of a node's session in ZooKeeper. All calls come from the session's scheduler, one at a time, and
 * must return soon, because later news wait meanwhile.
 */
public interface NodeListener {
    /** The connection to ZooKeeper was made or lost. Without a connection there is no news. */
    void connectionChanged(boolean connected);

    /**
     * The node has been found registered, in the present session.
     *
     * @param anew whether it was not just before
     */
    void registered(boolean anew);

    /** The session has expired and was replaced. Node and replicas are registered again without the listener's help. */
    void sessionReplaced();

    /** Another process is registered under this node's id, so this one cannot register again and must stop. */
    void nodeIdTaken(String why);
}
