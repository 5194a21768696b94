package io.catena.simulation;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.VersionedValue;
import io.catena.server.replica.ReplicaDisk;
import java.util.List;
import java.util.function.LongSupplier;

/** A life's way to a machine's simulated disk: each write and read takes its time, or fails. */
final class SimulatedDisk implements ReplicaDisk {
    /** How many look-ups need no other thread. */
    private static final double LOOKED_UP_AT_ONCE = 0.7;
    /** How many answers hold less than what was asked for, as if values were large. */
    private static final double FULL_ANSWERS = 0.2;

    private final World world;
    private final SimulatedProcess process;
    private final Life life;
    private final Listener listener;
    /** A write is done and nothing goes on with that: it is heard of behind the next event. */
    private Event unawaited;

    private boolean ended;

    SimulatedDisk(World world, SimulatedProcess process, Life life, Listener listener) {
        this.world = world;
        this.process = process;
        this.life = life;
        this.listener = listener;
    }

    @Override
    public void write(Effect.WriteDisk write) {
        boolean early = world.faultPlanter().acknowledgesBeforeTheDisk(write.write());
        onDisk(() -> world.faultPlanter().write(life.simulatedStore(), write.write()), early);
    }

    @Override
    public void install(Effect.InstallChunk install) {
        world.count("snapshot chunks installed");
        onDisk(() -> life.simulatedStore().install(install), false);
    }

    private void onDisk(LongSupplier work, boolean early) {
        process.disk()
                .write(
                        () -> {
                            long first = work.getAsLong();
                            world.invariants().onDisk(life);
                            return first;
                        },
                        first -> {
                            if (!early) {
                                done(new Event.DiskDone(first));
                            }
                        });
        if (early) {
            long first = life.driver().view().applied() + 1;
            process.post(0, () -> listener.done(new Event.DiskDone(first)));
        }
    }

    private void done(Event event) {
        if (listener.awaitsDisk()) {
            listener.done(event);
        } else {
            unawaited = event;
        }
    }

    /** The replica has been told something else. */
    void stepped() {
        if (unawaited != null) {
            Event event = unawaited;
            unawaited = null;
            listener.done(event);
        }
    }

    @Override
    public void readLog(Effect.ReadLog read) {
        onReader(() -> {
            var records = life.simulatedStore().readLog(read.fromSeq());
            listener.done(new Event.LogRead(read.link(), records));
        });
    }

    @Override
    public void readChunk(Effect.ReadChunk read) {
        onReader(() -> {
            SnapshotChunk chunk = world.faultPlanter()
                    .chunk(life.simulatedStore().readChunk(read.seq(), read.after()), life.simulatedStore());
            listener.done(new Event.ChunkRead(read.link(), chunk));
        });
    }

    /** What a life that is over wanted to read, the next one may have removed: in the node, too, that comes to nothing. */
    private void onReader(Runnable read) {
        process.disk().read(() -> {
            if (!ended) {
                read.run();
            }
        });
    }

    @Override
    public void lookUp(Effect.ReadStore read) {
        if (world.seededRandom().chance(LOOKED_UP_AT_ONCE)) {
            listener.done(new Event.StoreRead(read.ticket(), found(read)));
            return;
        }
        process.disk().read(() -> {
            List<VersionedValue> found = found(read);
            process.post(
                    world.seededRandom().below(2) * Timeline.millis(1),
                    () -> listener.done(new Event.StoreRead(read.ticket(), found)));
        });
    }

    /** Nothing while a snapshot is being received. */
    private List<VersionedValue> found(Effect.ReadStore read) {
        if (life.simulatedStore().isInstalling()) {
            return List.of();
        }
        int asked = read.keys().size();
        int told = asked > 1 && world.seededRandom().chance(FULL_ANSWERS)
                ? 1 + world.seededRandom().below(asked - 1)
                : asked;
        return read.keys().stream().limit(told).map(life.simulatedStore()::get).toList();
    }

    /** Writes that fail end the process, see {@link DiskThread}. */
    @Override
    public Throwable failure() {
        return null;
    }

    @Override
    public void end() {
        ended = true;
    }
}
