package io.catena.server.replica;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Protocol;

/**
 * The access of one life of a replica to its disk. Each call returns at once; its result is an event, told to the
 * listener. One write or installation is under way at a time, and one read of the log or of a piece of a snapshot.
 * Owned by the replica's loop.
 */
public interface ReplicaDisk {
    /** Is told the results. Called on the replica's loop, except {@link #awaitsDisk}. */
    interface Listener {
        void done(Event event);

        /** It is unknown what the disk holds: the process must stop (D9). */
        void writeFailed(Throwable e);

        void readFailed(Throwable e);

        /** From any thread: as {@link Protocol#awaitsDisk}. */
        boolean awaitsDisk();
    }

    /** Opens the disk for a life. */
    @FunctionalInterface
    interface Opener {
        ReplicaDisk open(Listener listener);
    }

    /**
     * {@link Event.DiskDone} follows when it is durable, or behind the next other event while nothing awaits it (W9).
     */
    void write(Effect.WriteDisk write);

    /** {@link Event.DiskDone} follows when it is durable. */
    void install(Effect.InstallChunk install);

    /** {@link Event.LogRead} follows. */
    void readLog(Effect.ReadLog read);

    /** {@link Event.ChunkRead} follows. */
    void readChunk(Effect.ReadChunk read);

    /** {@link Event.StoreRead} follows, perhaps before the call returns. */
    void lookUp(Effect.ReadStore read);

    /** Why writes in the background have failed; null as long as they have not. */
    Throwable failure();

    /** The life is over: results of look-ups are dropped. */
    void end();
}
