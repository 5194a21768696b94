package io.catena.server.chain;

import java.util.List;

/**
 * What replicas of a chain send to each other. The messages of a link (all but {@link Query}, {@link QueryAnswer} and
 * {@link Waiting}) carry the link's number: a predecessor gives each link that it opens a higher number, and a message
 * with an older number is void (L2). Between two members messages arrive in the order of their sending, or not at all
 * from some point on (L1).
 */
public sealed interface Message {
    /** No life opens this number of links. */
    long MAX_LINK = 1L << 40;

    /** Calls the method of this kind of message. */
    void deliver(Envelope envelope, Receiver receiver);

    /** The sender of a message, with the chain and the epoch that it speaks of (W10). */
    record Envelope(int chain, long epoch, String nodeId, long life) {
        public boolean isFrom(Member member) {
            return member != null && member.is(nodeId, life);
        }
    }

    /** One method for each message. */
    interface Receiver {
        void open(Envelope from, Open open);

        void opened(Envelope from, Opened opened);

        void append(Envelope from, Append append);

        void ack(Envelope from, Ack ack);

        void chunk(Envelope from, Chunk chunk);

        void chunkInstalled(Envelope from, ChunkInstalled installed);

        void query(Envelope from, Query query);

        void queryAnswer(Envelope from, QueryAnswer answer);

        void waiting(Envelope from, Waiting waiting);
    }

    /**
     * Predecessor to successor: a new link begins.
     *
     * @param format the number of the format that the epoch has, as the sender knows it
     * @param leaseMillis how long leases are in the epoch, as the sender knows it; null if it does not say
     */
    record Open(String clusterId, int format, long lineage, long link, Integer leaseMillis) implements Message {
        /** By a sender that does not say how long leases are. */
        public Open(String clusterId, int format, long lineage, long link) {
            this(clusterId, format, lineage, link, null);
        }

        @Override
        public void deliver(Envelope envelope, Receiver receiver) {
            receiver.open(envelope, this);
        }
    }

    /**
     * Successor to predecessor: where the successor's log ends (L3).
     *
     * @param lastChecksum the checksum of the record at {@code logEnd}; 0 if it is not at hand
     * @param partialSnapshot the snapshot that the successor holds in part; null if none
     */
    record Opened(long link, long logEnd, int lastChecksum, PartialSnapshot partialSnapshot) implements Message {
        @Override
        public void deliver(Envelope envelope, Receiver receiver) {
            receiver.opened(envelope, this);
        }
    }

    /**
     * Predecessor to successor: records and watermarks; without records a heartbeat.
     *
     * @param round the newest round; 0 while what older epochs may have committed is still on its way
     * @param completedRound the highest round that every member is known to have acknowledged
     */
    record Append(long link, long firstSeq, List<LogRecord> records, long commitPoint, long round, long completedRound)
            implements Message {
        @Override
        public void deliver(Envelope envelope, Receiver receiver) {
            receiver.append(envelope, this);
        }
    }

    /**
     * Successor to predecessor: {@code seq} is durable here and on all behind; {@code round} has reached the tail.
     *
     * @param behindNanos how long the round was under way behind this replica; below 0 if that was not measured
     * @param shortage the nearest members, here or behind, that have too little free space (H13)
     * @param leasesUsed whether a member, here or behind, was read from recently (R2)
     */
    record Ack(long link, long seq, long round, long behindNanos, Shortage shortage, boolean leasesUsed)
            implements Message {
        @Override
        public void deliver(Envelope envelope, Receiver receiver) {
            receiver.ack(envelope, this);
        }
    }

    /** Predecessor to successor: a piece of the snapshot. */
    record Chunk(long link, SnapshotChunk content) implements Message {
        @Override
        public void deliver(Envelope envelope, Receiver receiver) {
            receiver.chunk(envelope, this);
        }
    }

    /** Successor to predecessor: all pieces up to {@code cursor} are durable. */
    record ChunkInstalled(long link, long seq, Key cursor) implements Message {
        @Override
        public void deliver(Envelope envelope, Receiver receiver) {
            receiver.chunkInstalled(envelope, this);
        }
    }

    /**
     * Predecessor to successor: the sender lives and may not open the link yet, because it waits for its own
     * predecessor or for what older epochs have left (L5). Belongs to no link.
     */
    record Waiting() implements Message {
        @Override
        public void deliver(Envelope envelope, Receiver receiver) {
            receiver.waiting(envelope, this);
        }
    }

    /** Member to head: what is the commit point (R7)? */
    record Query(long id) implements Message {
        @Override
        public void deliver(Envelope envelope, Receiver receiver) {
            receiver.query(envelope, this);
        }
    }

    /**
     * Head to member: everything up to this seq is committed, which covers what was committed when the question was
     * asked.
     */
    record QueryAnswer(long id, long commitPoint) implements Message {
        @Override
        public void deliver(Envelope envelope, Receiver receiver) {
            receiver.queryAnswer(envelope, this);
        }
    }
}
