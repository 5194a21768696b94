package io.catena.server.chain;

import java.util.List;

/**
 * What a replica wants done, in the order in which it wants it. The replica never does anything itself: its driver
 * carries out the effects of one step before the next step, and tells their results as events.
 */
public sealed interface Effect {
    /** Calls the method of this kind of effect. */
    void perform(Performer performer);

    /** One method for each effect. */
    interface Performer {
        void send(Send send);

        void disconnect(Disconnect disconnect);

        void writeDisk(WriteDisk write);

        void installChunk(InstallChunk install);

        void readLog(ReadLog read);

        void readChunk(ReadChunk read);

        void readStore(ReadStore read);

        void goOn(GoOn goOn);

        void writesAnswered(WritesAnswered answered);

        void readsAnswered(ReadsAnswered answered);

        void failed(Failed failed);

        void report(Report report);

        void activate(Activate activate);

        void fetchConfiguration(FetchConfiguration fetch);

        void removed(Removed removed);

        void linkDropped(LinkDropped dropped);

        void halt(Halt halt);
    }

    /** Send a message. It may be lost only together with the connection, and then {@link Event.PeerDown} follows. */
    record Send(Member to, Message.Envelope envelope, Message message) implements Effect {
        @Override
        public void perform(Performer performer) {
            performer.send(this);
        }
    }

    /**
     * Drop the connections to a node, if there are any, so that the next message to it opens a new one: nothing was
     * heard on them although it should have been. No {@link Event.PeerDown} follows.
     */
    record Disconnect(Member from) implements Effect {
        @Override
        public void perform(Performer performer) {
            performer.disconnect(this);
        }
    }

    /**
     * Write to the disk, synced unless it only applies, then tell {@link Event.DiskDone}. Never more than one disk
     * effect is under way.
     */
    record WriteDisk(DiskWrite write) implements Effect {
        @Override
        public void perform(Performer performer) {
            performer.writeDisk(this);
        }
    }

    /** Install a piece of a snapshot, synced, then tell {@link Event.DiskDone}. */
    record InstallChunk(SnapshotChunk chunk, long lineage, long epoch) implements Effect {
        @Override
        public void perform(Performer performer) {
            performer.installChunk(this);
        }
    }

    /** Read records from the log on disk, then tell {@link Event.LogRead} with the same link. */
    record ReadLog(long link, long fromSeq, int maxBytes) implements Effect {
        @Override
        public void perform(Performer performer) {
            performer.readLog(this);
        }
    }

    /** Read a piece of the key space, then tell {@link Event.ChunkRead} with the same link. */
    record ReadChunk(long link, long seq, Key after, int maxBytes) implements Effect {
        @Override
        public void perform(Performer performer) {
            performer.readChunk(this);
        }
    }

    /**
     * Read keys from the key space on disk, then tell {@link Event.StoreRead} with the same ticket. Other events may
     * come in between. Keys that are read for one origin must not keep others waiting for long.
     *
     * @param mayWait whether nobody else waits for the answer that needs the keys
     */
    record ReadStore(long ticket, Origin origin, List<Key> keys, boolean mayWait) implements Effect {
        @Override
        public void perform(Performer performer) {
            performer.readStore(this);
        }
    }

    /** Tell {@link Event.GoOn} behind all other events that wait: there is more to do than one step should do. */
    record GoOn() implements Effect {
        @Override
        public void perform(Performer performer) {
            performer.goOn(this);
        }
    }

    /** The writes of a request are committed: here are their answers. */
    record WritesAnswered(long ticket, List<WriteAnswer> answers) implements Effect {
        @Override
        public void perform(Performer performer) {
            performer.writesAnswered(this);
        }
    }

    /** The reads of a request, in their order. */
    record ReadsAnswered(long ticket, List<VersionedValue> values) implements Effect {
        @Override
        public void perform(Performer performer) {
            performer.readsAnswered(this);
        }
    }

    /** A request has failed. */
    record Failed(long ticket, Failure failure) implements Effect {
        @Override
        public void perform(Performer performer) {
            performer.failed(this);
        }
    }

    /** Tell the controller. This report replaces the last one. */
    record Report(ReplicaReport report) implements Effect {
        @Override
        public void perform(Performer performer) {
            performer.report(this);
        }
    }

    /**
     * Note in ZooKeeper that the configuration has taken full effect (C2), and how far the chain has come at least
     * (C3), then tell {@link Event.Activated}. Emitted again, with a higher number, as the chain goes on.
     *
     * @param committed every member of the configuration holds everything up to this seq on its disk, and all of it is
     *     committed; more may be
     */
    record Activate(Configuration configuration, long committed) implements Effect {
        @Override
        public void perform(Performer performer) {
            performer.activate(this);
        }
    }

    /** A message was of a higher epoch: fetch the configuration and tell {@link Event.Configured}. */
    record FetchConfiguration() implements Effect {
        @Override
        public void perform(Performer performer) {
            performer.fetchConfiguration(this);
        }
    }

    /** This life of the node has lost its place for good: begin a new life, or stop if the replica was leaving. */
    record Removed() implements Effect {
        @Override
        public void perform(Performer performer) {
            performer.removed(this);
        }
    }

    /**
     * A message of another member could not be true: it had no effect, and the link to that member is dropped, to be
     * opened anew after a pause (T2, T3).
     *
     * @param reason for an operator; what the other side said is escaped in it
     */
    record LinkDropped(Member from, String reason) implements Effect {
        @Override
        public void perform(Performer performer) {
            performer.linkDropped(this);
        }
    }

    /** Stop the process: going on could do harm. */
    record Halt(String reason) implements Effect {
        @Override
        public void perform(Performer performer) {
            performer.halt(this);
        }
    }
}
