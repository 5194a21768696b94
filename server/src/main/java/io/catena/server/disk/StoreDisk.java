package io.catena.server.disk;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.replica.ReplicaDisk;
import io.catena.server.runtime.Clock;
import io.catena.server.runtime.Scheduler;
import io.catena.server.runtime.health.DiskWatch;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.storage.files.StoreClosedException;
import io.catena.server.storage.files.StoreWriteException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The port of one life to the store: work runs on threads that may wait for the disk, and results come back by the
 * loop. Owned by the replica's loop.
 */
public final class StoreDisk implements ReplicaDisk {
    private final ReplicaStore store;
    private final DiskWork work;
    private final StoreReads reads;
    private final Ports ports;
    private final OfNode ofNode;
    /** The piece that waits, as the last that was asked for; null if none does. */
    private Effect.ReadChunk waiting;

    private boolean ended;

    /**
     * The threads for the work, the order of the replica's writes, the loop for the results, the clock, and what runs tasks of the
     * loop later.
     */
    public record Ports(DiskQueue disk, ReplicaWrites writes, ReplicaLoop loop, Clock clock, Scheduler scheduler) {}

    /** What all replicas of a node share. */
    public record OfNode(LookUps lookUps, SnapshotPace pace) {}

    /** @param watch is told the beginnings and ends of writes */
    public StoreDisk(ReplicaStore store, Ports ports, DiskWatch watch, OfNode ofNode, Listener listener) {
        this.store = store;
        this.ports = ports;
        this.ofNode = ofNode;
        Listener ofThisLife = new OfThisLife(listener);
        this.work = new DiskWork(ports, watch, ofThisLife);
        this.reads = new StoreReads(store, ports.loop(), ofNode.lookUps(), ofThisLife);
    }

    /** Ignores writes that fail because the store was closed after the last life. */
    private final class OfThisLife implements Listener {
        private final Listener listener;

        OfThisLife(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void done(Event event) {
            listener.done(event);
        }

        @Override
        public void writeFailed(Throwable e) {
            if (!ended || !(e instanceof StoreClosedException)) {
                listener.writeFailed(e);
            }
        }

        @Override
        public void readFailed(Throwable e) {
            listener.readFailed(e);
        }

        @Override
        public boolean awaitsDisk() {
            return listener.awaitsDisk();
        }
    }

    /** A change of the store, as a disk cycle of the replica. */
    private record Cycle(ReplicaStore store, Supplier<CompletableFuture<Void>> change) implements DiskWork.Write {
        @Override
        public CompletableFuture<Void> begin() {
            return change.get();
        }

        @Override
        public Event done() {
            return new Event.DiskDone(store.firstLogSeq());
        }
    }

    @Override
    public void write(Effect.WriteDisk write) {
        Cycle cycle = new Cycle(store, () -> store.begin(write.write()));
        if (write.write().appliesOnly()) {
            work.apply(cycle);
        } else if (write.write().reset()) {
            work.writeAtLength(cycle);
        } else {
            work.write(cycle);
        }
    }

    @Override
    public void install(Effect.InstallChunk install) {
        Cycle cycle = new Cycle(store, () -> {
            store.installChunk(install.chunk(), install.lineage(), install.epoch());
            return CompletableFuture.completedFuture(null);
        });
        if (install.chunk().after() == null) {
            work.writeAtLength(cycle);
        } else {
            work.install(cycle);
        }
    }

    @Override
    public void readLog(Effect.ReadLog read) {
        work.read(() -> new Event.LogRead(read.link(), store.readLog(read.fromSeq(), read.maxBytes())));
    }

    /** Waits before that, if the node's snapshots are to be no faster. */
    @Override
    public void readChunk(Effect.ReadChunk read) {
        long waitNanos = ofNode.pace().waitNanos(ports.clock().nanoTime());
        if (waitNanos > 0) {
            waiting = read;
            ports.scheduler().schedule(waitNanos, () -> goOn(read));
            return;
        }
        waiting = null;
        ofNode.pace().begins(ports.clock().nanoTime(), read.maxBytes());
        work.read(() -> {
            SnapshotChunk chunk = store.readChunk(read.seq(), read.after(), read.maxBytes());
            ofNode.pace().ends(read.maxBytes(), chunk);
            return new Event.ChunkRead(read.link(), chunk);
        });
    }

    private void goOn(Effect.ReadChunk read) {
        if (!ended && waiting == read) {
            readChunk(read);
        }
    }

    @Override
    public void lookUp(Effect.ReadStore read) {
        reads.read(read);
    }

    @Override
    public Throwable failure() {
        try {
            store.checkIntact();
            return null;
        } catch (StoreWriteException e) {
            return e;
        }
    }

    @Override
    public void end() {
        ended = true;
        reads.end();
    }
}
