package io.catena.server.chain;

import java.util.List;

/**
 * One life of one chain's replica, as its driver sees it: events go in, effects come out. One thread at a time may use
 * it.
 */
public interface Protocol {
    /** Takes an event with its time on the node's monotonic clock. */
    List<Effect> step(long nowNanos, Event event);

    /** Whether only signs of life between neighbours wait for time to pass (H2). */
    boolean isQuiet();

    /**
     * Whether anything goes on as soon as the disk effect under way is carried out (W9). While nothing does, {@link
     * Event.DiskDone} may come as late as behind the next other event: a member in the middle of a long chain has its
     * record on the disk long before its successor acknowledges it.
     */
    boolean awaitsDisk();

    /** Whether writes are for this replica: it is the head, or it is to pass on what it is given (C17). */
    boolean takesWrites();

    /** What the controller is to know. It is told this when the life begins. */
    ReplicaReport report();

    ReplicaView view();

    /**
     * How long rounds have taken recently from here to the next member and back, without their time behind it; 0 if
     * there is no next member. A round waits for no disk, so this is the time of the two members and their link (H7).
     */
    long hopMillis(long nowNanos);

    /**
     * How long it has taken recently from the arrival of a round here until it was known here to be complete; 0 at the
     * head. The head says so with its next message down, which may be the next round. The time by which rounds may be further
     * apart at rest than a lease lasts does not count.
     */
    long completionMillis(long nowNanos);
}
