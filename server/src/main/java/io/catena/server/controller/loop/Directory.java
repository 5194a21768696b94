package io.catena.server.controller.loop;

import io.catena.server.chain.Configuration;
import io.catena.server.controller.decision.Observation;
import java.util.function.Consumer;

/**
 * Where the controller reads and publishes one chain's membership: the port to ZooKeeper. Each call returns at once;
 * its result is told once, on any thread, or never if the process ends before.
 */
public interface Directory {
    /**
     * Reads everything anew. What is found never shows a report that speaks of a newer configuration than the one
     * found, however the reads interleave with changes: configurations are read last. Malformed registrations and
     * reports are left out.
     */
    void read(Consumer<Reading> then);

    /**
     * Publishes, provided that nothing was published since {@code seen} was read and that the term is the newest (C1).
     */
    void publish(int term, Observation seen, Configuration next, Consumer<Written> then);

    /**
     * Tells users why the chain does not serve, or that nothing hinders it (empty), provided the term is the newest.
     */
    void explain(int term, String note, Consumer<Written> then);

    /** The result of reading. */
    sealed interface Reading {
        /**
         * Everything was read.
         *
         * @param session the session with ZooKeeper in which it was read
         */
        record Found(Observation seen, long session) implements Reading {}

        /** It cannot be read now. */
        record Unavailable(String problem) implements Reading {}

        /** A configuration is there that cannot be understood. Nothing may be decided until it can (C15). */
        record Unreadable(String problem) implements Reading {}
    }

    /**
     * The result of a write.
     *
     * @param problem why it cannot be written, for people; empty unless the outcome is {@link Outcome#UNWRITABLE}
     */
    record Written(Outcome outcome, String problem) {
        public static Written of(Outcome outcome) {
            return new Written(outcome, "");
        }
    }
}
