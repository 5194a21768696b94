package io.catena.server.replica;

import io.catena.server.chain.Message;
import io.catena.server.chain.Space;

/** A node's replica of one chain, with all its lives, as it is told what comes to the node. Owned by the replicas' loop. */
public interface CarriedReplica {
    int chain();

    /** The present life. */
    CurrentReplica replica();

    void received(Message.Envelope from, Message message);

    /** The connection to another node is broken. */
    void peerDown(String address);

    /** The free space of the disk has changed. */
    void freeSpace(Space found);

    /** Whether nothing in it waits for time to pass. */
    boolean isQuiet();

    /**
     * Time has passed.
     *
     * @param dueNanos when this was to be told
     * @return as {@link #isQuiet}
     */
    boolean tick(long nowNanos, long dueNanos);
}
