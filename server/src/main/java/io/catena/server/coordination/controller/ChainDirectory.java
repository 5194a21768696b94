package io.catena.server.coordination.controller;

import io.catena.server.chain.Configuration;
import io.catena.server.controller.decision.Observation;
import io.catena.server.controller.loop.Directory;
import io.catena.server.controller.loop.Outcome;

/**
 * Reads and publishes one chain's membership for the controller, one call after the other: in ZooKeeper in production,
 * in memory in tests. Every call may block for as long as a connection attempt takes, so the controller's loop uses it
 * through a {@link BlockingDirectory}.
 */
public interface ChainDirectory {
    /**
     * Reads everything again. The result never contains a report on a newer configuration than the one in it, however
     * the reads interleave with changes: configurations are read last. Malformed registrations and reports are left
     * out.
     *
     * @throws UnavailableException if it cannot be read at present
     * @throws UnreadableException if a configuration cannot be decoded
     */
    Directory.Reading.Found read() throws UnavailableException, UnreadableException;

    /**
     * Publishes, on condition that nothing was published since {@code seen} was read and that the term is the newest.
     *
     * @throws UnavailableException if the outcome is unknown: read again and compare
     * @throws UnreadableException if no reader could decode it; nothing was changed
     */
    Outcome publish(int term, Observation seen, Configuration next) throws UnavailableException, UnreadableException;

    /**
     * Publishes why the chain does not serve, for users; empty if it serves. On condition that the term is the newest.
     */
    Outcome explain(int term, String note) throws UnavailableException;

    /** The directory cannot be reached, or the connection broke during a call. Try again later. */
    final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1;

        public UnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** A configuration cannot be decoded, or could not be if it were published. Nothing may be decided until it can. */
    final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;

        public UnreadableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
