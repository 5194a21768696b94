package io.catena.server.controller;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.SharedSettings;
import java.util.List;
import java.util.Map;

/**
 * Where the controller reads and publishes one chain's membership: ZooKeeper in production, memory in tests. Every call
 * may block for as long as a connection attempt takes; the controller calls it from its own thread only.
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

    /**
     * What was read.
     *
     * @param current the newest configuration; null if there is none
     * @param version identifies what {@code current} was read from; -1 if there is none
     * @param activated the configuration of the last activated epoch; null if there is none
     * @param committed every member of {@code activated} had everything up to this seq on its disk, all of it committed
     * @param registrations all registered nodes, the longest registered first
     * @param reports what replicas say, by node id
     * @param health how nodes say that they do, by node id
     * @param settings what the cluster is to have; null if nobody has said so yet, or it cannot be understood
     * @param note what users are told at present; empty if nothing
     */
    record Observation(
            Configuration current,
            int version,
            Configuration activated,
            long committed,
            List<Member> registrations,
            Map<String, ReplicaReport> reports,
            Map<String, Health> health,
            SharedSettings settings,
            String note) {

        public Observation {
            registrations = List.copyOf(registrations);
            reports = Map.copyOf(reports);
            health = Map.copyOf(health);
        }
    }

    /** What became of a conditional write. */
    enum Outcome {
        /** It is done. */
        DONE,
        /** Somebody else wrote in between; nothing was changed. */
        OVERTAKEN,
        /** A newer controller has begun its term; nothing was changed, and nothing ever will be in this term. */
        DEPOSED
    }

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
