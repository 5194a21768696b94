package io.catena.server.chain;

import java.util.List;

/**
 * Something that happens to a replica; it learns of the world in no other way. A value, so that the events of a replica
 * can be kept and told to another replica, which then does the same.
 */
public sealed interface Event {
    /** Calls the method of this kind of event. */
    void happen(Receiver receiver);

    /** One method for each kind of event. */
    interface Receiver {
        void configured(Configured event);

        void received(Received event);

        void peerDown(PeerDown event);

        void tick(Tick event);

        void activated(Activated event);

        void leave(Leave event);

        void write(Write event);

        void read(Read event);

        void readStale(ReadStale event);

        void spaceChanged(SpaceChanged event);

        void diskDone(DiskDone event);

        void logRead(LogRead event);

        void chunkRead(ChunkRead event);

        void storeRead(StoreRead event);

        void goOn(GoOn event);
    }

    /** The chain's configuration as ZooKeeper has it. An older one, or one already told, changes nothing. */
    record Configured(Configuration configuration) implements Event {
        @Override
        public void happen(Receiver receiver) {
            receiver.configured(this);
        }
    }

    /** A message from another node. */
    record Received(Message.Envelope from, Message message) implements Event {
        @Override
        public void happen(Receiver receiver) {
            receiver.received(this);
        }
    }

    /** A connection to this address could not be made or is broken; messages that were under way on it are lost. */
    record PeerDown(String address) implements Event {
        @Override
        public void happen(Receiver receiver) {
            receiver.peerDown(this);
        }
    }

    /**
     * Time has passed. To be told about 50 times a second; while the replica is {@link Replica#isQuiet quiet}, two or
     * three times are enough (H2).
     */
    record Tick() implements Event {
        @Override
        public void happen(Receiver receiver) {
            receiver.tick(this);
        }
    }

    /**
     * ZooKeeper has noted that the epoch has taken full effect.
     *
     * @param committed the seq that it has noted as reached by the chain (C3)
     */
    record Activated(long epoch, long committed) implements Event {
        @Override
        public void happen(Receiver receiver) {
            receiver.activated(this);
        }
    }

    /**
     * The replica is to give up its role, so that the controller removes it in order; {@link Effect.Removed} says when.
     */
    record Leave() implements Event {
        @Override
        public void happen(Receiver receiver) {
            receiver.leave(this);
        }
    }

    /**
     * A client's writes, answered by {@link Effect.WritesAnswered} or {@link Effect.Failed} with the same ticket. They
     * are executed in their order, all in one record.
     *
     * @param deadlineNanos on this node's monotonic clock
     */
    record Write(long ticket, Origin origin, List<WriteCommand> commands, long deadlineNanos) implements Event {
        @Override
        public void happen(Receiver receiver) {
            receiver.write(this);
        }
    }

    /**
     * A client's reads, answered by {@link Effect.ReadsAnswered} or {@link Effect.Failed} with the same ticket.
     *
     * @param deadlineNanos on this node's monotonic clock
     */
    record Read(long ticket, Origin origin, List<Key> keys, long deadlineNanos) implements Event {
        @Override
        public void happen(Receiver receiver) {
            receiver.read(this);
        }
    }

    /**
     * Reads of what this replica has, however old; answered like {@link Read}. {@link ReplicaView#asOfNanos} tells
     * how old (R12).
     */
    record ReadStale(long ticket, Origin origin, List<Key> keys) implements Event {
        @Override
        public void happen(Receiver receiver) {
            receiver.readStale(this);
        }
    }

    /** This node's disk has more or less room than before. */
    record SpaceChanged(Space space) implements Event {
        @Override
        public void happen(Receiver receiver) {
            receiver.spaceChanged(this);
        }
    }

    /**
     * The disk effect under way has been carried out.
     *
     * @param firstLogSeq the lowest seq that the log on disk now has
     */
    record DiskDone(long firstLogSeq) implements Event {
        @Override
        public void happen(Receiver receiver) {
            receiver.diskDone(this);
        }
    }

    /**
     * What {@link Effect.ReadLog} asked for.
     *
     * @param records none if they are gone from the log on disk
     */
    record LogRead(long link, List<LogRecord> records) implements Event {
        @Override
        public void happen(Receiver receiver) {
            receiver.logRead(this);
        }
    }

    /** What {@link Effect.ReadChunk} asked for. */
    record ChunkRead(long link, SnapshotChunk chunk) implements Event {
        @Override
        public void happen(Receiver receiver) {
            receiver.chunkRead(this);
        }
    }

    /**
     * What {@link Effect.ReadStore} asked for.
     *
     * @param values in the order of the keys; fewer, but not none, if they became too much for one answer; none if the
     *     store's content was being replaced
     */
    record StoreRead(long ticket, List<VersionedValue> values) implements Event {
        @Override
        public void happen(Receiver receiver) {
            receiver.storeRead(this);
        }
    }

    /** What {@link Effect.GoOn} asked for. */
    record GoOn() implements Event {
        @Override
        public void happen(Receiver receiver) {
            receiver.goOn(this);
        }
    }
}
