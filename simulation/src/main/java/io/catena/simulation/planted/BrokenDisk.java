package io.catena.simulation.planted;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.StoredState;
import io.catena.server.storage.ReplicaStore;
import io.catena.simulation.committed.ExpectedData;
import io.catena.simulation.disk.DiskContent;
import io.catena.simulation.disk.MachineDisk;
import io.catena.simulation.run.SeededRandom;
import java.util.ArrayList;
import java.util.List;

/** Breaks one rule of what a replica has on its disk, by changing what goes to the store, what comes back, and what is synced. */
public final class BrokenDisk {
    private final PlantedFault fault;
    private final SeededRandom seededRandom;

    BrokenDisk(PlantedFault fault, SeededRandom seededRandom) {
        this.fault = fault;
        this.seededRandom = seededRandom;
    }

    private boolean is(PlantedFault planted) {
        return fault == planted;
    }

    public boolean acknowledgesBeforeTheDisk(DiskWrite write) {
        boolean stateOnly = write.append().isEmpty() && write.apply().isEmpty();
        return is(PlantedFault.ACK_BEFORE_DISK) || is(PlantedFault.EPOCH_NOT_ON_DISK) && stateOnly;
    }

    /**
     * What a life begins with that finds this on its disk.
     *
     * @param other the store of another chain, or the same one if there is no other
     */
    public StoredState recovered(
            DiskContent content, ReplicaStore store, ReplicaStore other, StoredState stored, Configuration newest) {
        if (is(PlantedFault.RECORDS_OF_ANOTHER_CHAIN) && !stored.pending().isEmpty()) {
            List<LogRecord> pending = new ArrayList<>(stored.pending());
            List<LogRecord> there = other.readLog(stored.logEnd(), 0);
            if (!there.isEmpty()) {
                pending.set(pending.size() - 1, there.get(0));
            }
            return with(stored, stored.lineage(), pending);
        }
        if (is(PlantedFault.SESSIONS_OF_FORGOTTEN_RECORDS)) {
            stored.pending().forEach(stored.sessions()::apply);
        }
        if (is(PlantedFault.FORGET_AT_RESTART)) {
            forgetPending(content, store, stored.applied());
            return with(stored, stored.lineage(), stored.partialSnapshot() == null ? List.of() : stored.pending());
        }
        if (is(PlantedFault.TORN_BLOCK_TAKEN_FOR_WHOLE)) {
            List<LogRecord> pending = new ArrayList<>(stored.pending());
            content.lost().stream()
                    .filter(record -> record.seq() == stored.applied() + pending.size() + 1)
                    .forEach(pending::add);
            return with(stored, stored.lineage(), pending);
        }
        boolean olderPasses = is(PlantedFault.OLD_LINEAGE_KEPT) && newest != null && stored.lineage() != 0;
        return olderPasses ? with(stored, newest.lineage(), stored.pending()) : stored;
    }

    private static StoredState with(StoredState stored, long lineage, List<LogRecord> pending) {
        return new StoredState(
                lineage,
                stored.epoch(),
                stored.applied(),
                stored.firstLogSeq(),
                pending,
                stored.sessions(),
                stored.partialSnapshot(),
                stored.exactFrom());
    }

    private static void forgetPending(DiskContent content, ReplicaStore store, long applied) {
        if (!content.isInstalling() && content.hash().end() > applied) {
            store.write(new DiskWrite(
                    false, applied, List.of(), List.of(), content.epoch(), content.lineage(), Long.MAX_VALUE));
            content.forgetBehind(applied);
        }
    }

    /**
     * A replica has been removed.
     *
     * @param applied what it has had applied
     */
    public void onRemoval(DiskContent content, ReplicaStore store, long applied) {
        if (is(PlantedFault.FORGET_AT_REMOVAL)) {
            forgetPending(content, store, Math.max(content.appliedSoon(), applied));
        }
    }

    public Effect.WriteDisk diskWrite(Effect.WriteDisk effect) {
        DiskWrite write = effect.write();
        return !is(PlantedFault.NO_TRUNCATION)
                ? effect
                : new Effect.WriteDisk(new DiskWrite(
                        write.reset(),
                        -1,
                        write.append(),
                        write.apply(),
                        write.epoch(),
                        write.lineage(),
                        write.keepFrom()));
    }

    /** The write is given to the disk, which may take less care of it than it must. */
    public void syncs(MachineDisk disk, DiskWrite write) {
        switch (fault) {
            case APPEND_NOT_SYNCED -> disk.sync(isSynced(write), true);
            case BLOCK_NOT_SYNCED -> disk.sync(seededRandom.chance(0.3), true);
            case LEVELDB_NOT_SYNCED -> disk.sync(true, seededRandom.chance(0.3));
            default -> {
                // Everything is synced.
            }
        }
    }

    /** A store does again what its database lacks. */
    public void replays(MachineDisk disk, boolean begins) {
        disk.loseContent(begins && is(PlantedFault.REPLAY_SKIPPED));
    }

    private static boolean isSynced(DiskWrite write) {
        boolean changesMore =
                write.reset() || write.truncateTo() >= 0 || write.apply().isEmpty();
        return changesMore;
    }

    /** How many client sessions a node keeps. */
    public int mostSessions() {
        return ExpectedData.MOST_SESSIONS
                + (is(PlantedFault.SESSIONS_IN_OWN_BOUNDS) && seededRandom.chance(0.5) ? 1 : 0);
    }

    /** What has been read, as a life hears of it. */
    public Event read(Event event, ReplicaStore store) {
        return event instanceof Event.ChunkRead read
                ? new Event.ChunkRead(read.link(), chunk(read.chunk(), store))
                : event;
    }

    private SnapshotChunk chunk(SnapshotChunk chunk, ReplicaStore store) {
        if (is(PlantedFault.NO_SESSIONS_IN_SNAPSHOT) && chunk.last()) {
            return new SnapshotChunk(
                    chunk.seq(), chunk.readAt(), chunk.after(), chunk.entries(), true, new byte[0], 100);
        }
        if (is(PlantedFault.SNAPSHOT_WITHOUT_TAIL) && !chunk.last()) {
            byte[] sessions =
                    store.readChunk(0, chunk.cursor(), Integer.MAX_VALUE).sessions();
            return new SnapshotChunk(chunk.seq(), chunk.readAt(), chunk.after(), chunk.entries(), true, sessions, 100);
        }
        return chunk;
    }
}
