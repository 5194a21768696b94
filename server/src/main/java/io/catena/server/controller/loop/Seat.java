package io.catena.server.controller.loop;

import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * This node's place in the election: the port to ZooKeeper. The result of a call is told once, on any thread, or never
 * if the process ends before.
 */
public interface Seat {
    /** Where the place is. */
    enum Rank {
        /** It is the first, and as far as is known it stays so while the session lasts. */
        FIRST,
        BEHIND,
        /** It cannot be read now. */
        UNKNOWN
    }

    /**
     * The result of beginning a term.
     *
     * @param term the term, higher than every earlier one; empty if the place is gone, or if that is not known
     * @param known whether the result is known
     */
    record Begun(OptionalInt term, boolean known) {}

    /** Takes a place if there is none, behind all others, and tells where it is. */
    void take(Consumer<Rank> then);

    /** Begins a term, provided that the place is still there. */
    void begin(Consumer<Begun> then);

    /** Watches everything that the controller reads, and newer terms. Tells whether all watches are known to be set. */
    void watch(Consumer<Boolean> then);

    /** Stops watching. */
    void unwatch();

    /** The newest term of all; empty if it cannot be read now. */
    void newestTerm(Consumer<OptionalInt> then);

    /** Gives the place up. */
    void leave();
}
