package io.catena.server.storage;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Key;
import io.catena.server.chain.PartialSnapshot;
import io.catena.server.storage.files.StoreException;
import io.catena.server.storage.journal.LogPart;
import io.catena.server.storage.leveldb.Batch;
import io.catena.server.storage.leveldb.BatchEnd;
import io.catena.server.storage.leveldb.Database;
import java.nio.ByteBuffer;

/**
 * What a replica's store is at one moment. Written last in every batch for LevelDB, so that it always fits the rest of
 * LevelDB's content; the blocks of the log behind it tell what became of it.
 *
 * @param lineage the lineage of the log
 * @param epoch the highest epoch adopted
 * @param applied the seq up to which the key space holds everything; 0 while installing
 * @param voidBlocks blocks of the log up to this number count no more
 * @param lastBlock the last block of the log when this was written: if the log ends before it, files have been lost
 * @param wiping whether older content is being removed, which must be finished before anything else
 * @param partialSnapshot the snapshot that is being received; null if none
 * @param exactFrom the key space may hold what records up to this seq did, since pieces of a snapshot are of different age;
 *     0 once all of them are applied
 */
record ReplicaState(
        long lineage,
        long epoch,
        long applied,
        long voidBlocks,
        long lastBlock,
        boolean wiping,
        PartialSnapshot partialSnapshot,
        long exactFrom) {
    static final ReplicaState EMPTY = new ReplicaState(0, 0, 0, 0, 0, false, null, 0);

    private static final int HEADER_BYTES = 1 + 5 * Long.BYTES + 1;
    private static final int WIPING = 1;
    private static final int INSTALLING = 2;
    private static final int CURSOR = 4;

    ReplicaState {
        exactFrom = partialSnapshot == null && applied >= exactFrom ? 0 : exactFrom;
    }

    /** Whether the key space is no replica's: it must not be read. */
    boolean incomplete() {
        return wiping || partialSnapshot != null;
    }

    /** Whether there is nothing of the chain, and was never told anything. */
    boolean isBlank() {
        return lineage == 0 && epoch == 0 && applied == 0 && !incomplete();
    }

    /** Whether the key space is what the records up to {@link #applied} make of it. */
    boolean isExact() {
        return !incomplete() && exactFrom == 0;
    }

    /** The same with what the chain's part of a block of the log changed. */
    ReplicaState after(LogPart part, long block) {
        // The state may be ahead: a write that only applies leaves no block.
        long reached = Math.max(applied, part.applied());
        return new ReplicaState(
                part.lineage(), part.epoch(), reached, voidBlocks, block, wiping, partialSnapshot, exactFrom);
    }

    /** The same with more records applied. */
    ReplicaState withApplied(long seq) {
        return new ReplicaState(lineage, epoch, seq, voidBlocks, lastBlock, wiping, partialSnapshot, exactFrom);
    }

    /** Puts the state into the batch, as its last operation. */
    void putInto(Batch batch, StoredKeys keys) {
        byte[] key = keys.state();
        batch.put(key, Sealed.seal(key, encode()));
    }

    /** The state in a database; null if it has none. */
    static ReplicaState read(Database database, StoredKeys keys) {
        byte[] stored = database.get(keys.state());
        return stored == null ? null : decode(stored, keys);
    }

    static ReplicaState decode(byte[] stored, StoredKeys keys) {
        ByteBuffer in = Sealed.unseal(keys.state(), stored);
        byte layout = in.get();
        if (layout != ClusterFormat.REPLICA_STATE_LAYOUT && layout != ClusterFormat.INEXACT_STATE_LAYOUT) {
            throw new StoreException("the replica's data has format " + layout + " and this version of Catena knows "
                    + ClusterFormat.REPLICA_STATE_LAYOUT + " and " + ClusterFormat.INEXACT_STATE_LAYOUT
                    + "; use the version that wrote it");
        }
        long lineage = in.getLong();
        long epoch = in.getLong();
        long applied = in.getLong();
        long voidBlocks = in.getLong();
        long lastBlock = in.getLong();
        int flags = in.get();
        long exactFrom = layout == ClusterFormat.INEXACT_STATE_LAYOUT ? in.getLong() : 0;
        PartialSnapshot partialSnapshot = null;
        if ((flags & INSTALLING) != 0) {
            long seq = in.getLong();
            in.limit(in.limit() - BatchEnd.BYTES);
            partialSnapshot = new PartialSnapshot(seq, (flags & CURSOR) == 0 ? null : new Key(Sealed.rest(in)));
        }
        return new ReplicaState(
                lineage, epoch, applied, voidBlocks, lastBlock, (flags & WIPING) != 0, partialSnapshot, exactFrom);
    }

    private ByteBuffer encode() {
        byte[] cursor = partialSnapshot == null || partialSnapshot.cursor() == null
                ? new byte[0]
                : partialSnapshot.cursor().bytes();
        int flags = wiping ? WIPING : 0;
        if (partialSnapshot != null) {
            flags |= INSTALLING | (partialSnapshot.cursor() == null ? 0 : CURSOR);
        }
        int cursorBytes = partialSnapshot == null ? 0 : Long.BYTES + cursor.length;
        int exactFromBytes = exactFrom == 0 ? 0 : Long.BYTES;
        ByteBuffer out = Sealed.room(HEADER_BYTES + exactFromBytes + cursorBytes + BatchEnd.BYTES);
        out.put(exactFrom == 0 ? ClusterFormat.REPLICA_STATE_LAYOUT : ClusterFormat.INEXACT_STATE_LAYOUT)
                .putLong(lineage)
                .putLong(epoch)
                .putLong(applied);
        out.putLong(voidBlocks).putLong(lastBlock).put((byte) flags);
        if (exactFrom > 0) {
            out.putLong(exactFrom);
        }
        if (partialSnapshot != null) {
            out.putLong(partialSnapshot.seq()).put(cursor);
        }
        return out.putLong(BatchEnd.MARK);
    }
}
