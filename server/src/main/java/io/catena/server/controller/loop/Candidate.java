package io.catena.server.controller.loop;

/** A candidate for the controller. All calls return at once and may come on any thread. */
public interface Candidate {
    /** It is the controller in this term; called again with a newer term if the old one was lost meanwhile. */
    void elected(int term);

    /** Its term is over. */
    void deposed();

    /** Something may have changed: look again. A hint may come without a reason, and one may stand for many changes. */
    void hint();

    /** The same of one chain alone. */
    default void hint(int chain) {
        hint();
    }

    /** The same of what is said of nodes that are to carry nothing or do not come back: where chains are to be follows from it, and no more. */
    default void hintOfDepartures() {}

    /**
     * The connection to ZooKeeper was away and is back, so registrations may be missing through no fault of the nodes.
     */
    void zooKeeperReturned();
}
