package io.catena.server.replica;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.VersionedValue;
import java.util.List;

/** A disk on which no key exists, and of which nothing else comes. */
public final class PlayedDisk implements ReplicaDisk {
    private final Listener listener;
    private final Throwable failure;

    public PlayedDisk(Listener listener, Throwable failure) {
        this.listener = listener;
        this.failure = failure;
    }

    @Override
    public void write(Effect.WriteDisk write) {}

    @Override
    public void install(Effect.InstallChunk install) {}

    @Override
    public void readLog(Effect.ReadLog read) {}

    @Override
    public void readChunk(Effect.ReadChunk read) {}

    @Override
    public void lookUp(Effect.ReadStore read) {
        listener.done(new Event.StoreRead(read.ticket(), List.of(VersionedValue.ABSENT)));
    }

    @Override
    public Throwable failure() {
        return failure;
    }

    @Override
    public void end() {}
}
