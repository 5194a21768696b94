package io.catena.server.replica;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Protocol;

/**
 * The way of one life of a replica to its disk. Each call returns at once; what comes of it is an event, told to the listener.
 * There is one write or installation under way at a time, and one read of the log or of a piece of a snapshot. Owned by the
 * replica's loop.
 */
public interface ReplicaDisk {
    /** Hears what became of work. Called on the replica's loop, except {@link #awaitsDisk}. */
    interface Listener {
        void done(Event event);

        /** What the disk holds is not known any more: the process must stop. */
        void writeFailed(Throwable e);

        void readFailed(Throwable e);

        /** From any thread: as {@link Protocol#awaitsDisk}. */
        boolean awaitsDisk();
    }

    /** Makes it for a life. */
    @FunctionalInterface
    interface Opener {
        ReplicaDisk open(Listener listener);
    }

    /** {@link Event.DiskDone} follows when it is durable; it may come behind the next other event while nothing awaits it. */
    void write(Effect.WriteDisk write);

    /** {@link Event.DiskDone} follows when it is durable. */
    void install(Effect.InstallChunk install);

    /** {@link Event.LogRead} follows. */
    void readLog(Effect.ReadLog read);

    /** {@link Event.ChunkRead} follows. */
    void readChunk(Effect.ReadChunk read);

    /** {@link Event.StoreRead} follows, perhaps before the call returns. */
    void lookUp(Effect.ReadStore read);

    /** Why nothing that is written becomes durable any more, behind everybody's back; null as long as all goes well. */
    Throwable failure();

    /** Nobody waits for look-ups any more. */
    void end();
}
