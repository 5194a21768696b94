package io.catena.server.coordination;

import io.catena.server.chain.Configuration;
import io.catena.server.controller.decision.Observation;
import io.catena.server.controller.loop.Outcome;

/**
 * Where the controller reads and publishes one chain's membership, one call after the other: ZooKeeper in production,
 * memory in tests. Every call may block for as long as a connection attempt takes, so that the controller's loop has a
 * {@link BlockingDirectory} between itself and this.
 */
public interface ChainDirectory {
    /**
     * Reads everything anew. What is returned never shows a report that speaks of a newer configuration than the one
     * returned, however the reads interleave with changes: configurations are read last. Malformed registrations and
     * reports are left out.
     *
     * @throws UnavailableException if it cannot be read now
     * @throws UnreadableException if a configuration is there that cannot be understood
     */
    Observation read() throws UnavailableException, UnreadableException;

    /**
     * Publishes, provided that nobody has published since {@code seen} was read and that the term is the newest.
     *
     * @throws UnavailableException if the outcome is unknown: read again and compare
     * @throws UnreadableException if nobody could read it; nothing was changed
     */
    Outcome publish(int term, Observation seen, Configuration next) throws UnavailableException, UnreadableException;

    /** Tells users why the chain does not serve, or that nothing hinders it (empty), provided the term is the newest. */
    Outcome explain(int term, String note) throws UnavailableException;

    /** The directory cannot be reached, or the connection broke while a call was under way. Try again later. */
    final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1;

        public UnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** A configuration is there, or was to be, that cannot be understood. Nothing may be decided until it can. */
    final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;

        public UnreadableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
