package io.catena.server.departing;

import io.catena.server.placement.Departures;

/**
 * What a node says of itself to those who place chains: that it does not come back, or that it is there (M15). Who has said that it goes
 * does not take it back. If ZooKeeper does not take it, it is not said, and the node counts as any that is away.
 */
public final class OwnWord {
    private final DepartureDirectory directory;
    private final String nodeId;
    /** Said on another thread than the rest, perhaps. */
    private volatile boolean goes;

    public OwnWord(DepartureDirectory directory, String nodeId) {
        this.directory = directory;
        this.nodeId = nodeId;
    }

    /** The node is there: to be called whenever it has been registered. */
    public void comes(DepartureChange.Listener listener) {
        if (!goes) {
            DepartureChange.begin(directory, this::there, listener);
        }
    }

    /** Asked behind each reading: whoever has found what was said by {@link #goes} knows that the node goes. */
    private Departures there(CarryingSituation before) throws DepartureRefused {
        if (goes) {
            return before.departures();
        }
        return DepartureWish.comes(nodeId).of(before);
    }

    /** The node does not come back. */
    public void goes(DepartureChange.Listener listener) {
        goes = true;
        DepartureChange.begin(directory, DepartureWish.goes(nodeId), listener);
    }
}
