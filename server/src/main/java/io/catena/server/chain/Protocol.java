package io.catena.server.chain;

import java.util.List;

/**
 * One life of one chain's replica, as whoever drives it sees it: events go in, effects come out. One thread at a time may use
 * it.
 */
public interface Protocol {
    /** Takes an event that happens at this time, on the node's monotonic clock. */
    List<Effect> step(long nowNanos, Event event);

    /** Whether nothing waits for time to pass but words between neighbours that have nothing to say. */
    boolean isQuiet();

    /**
     * Whether anything goes on as soon as the disk effect under way is carried out (W9). While nothing does, {@link
     * Event.DiskDone} may come as late as behind the next other event: a member in the middle of a long chain has its record
     * on the disk long before its successor acknowledges it.
     */
    boolean awaitsDisk();

    /** What the controller is to know; also what it is told first when this life begins. */
    ReplicaReport report();

    ReplicaView view();

    /**
     * How long rounds have taken recently from here to the next member and back, without what they took behind it, if there
     * is one; else 0. A round waits for no disk: it is the two members and their link that take it.
     */
    long hopMillis(long nowNanos);

    /**
     * How long rounds have taken recently, once they had come here, until they were known here to be complete; 0 at the
     * head. The head tells with the next thing that it sends down, which may be the next round.
     */
    long completionMillis(long nowNanos);
}
