package io.catena.server.controller.loop;

/** Whoever stands for election as the controller. All calls return at once and may come on any thread. */
public interface Candidate {
    /** It is the controller now, in this term; called again with a newer term if the old one was lost meanwhile. */
    void elected(int term);

    /** It is the controller no longer. */
    void deposed();

    /** Something may have changed: look again. A hint may come for no reason, and one may stand for many changes. */
    void hint();

    /** The connection to ZooKeeper was away and is back, so registrations may be missing through no fault of the nodes. */
    void zooKeeperReturned();
}
