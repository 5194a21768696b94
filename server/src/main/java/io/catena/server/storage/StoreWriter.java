package io.catena.server.storage;

import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.Installing;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Sessions;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.StoredState;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The writing half of a store: for one thread, except {@link #state}. */
final class StoreWriter {
    private final Database database;
    private final long retainLogBytes;
    private volatile ReplicaState state = ReplicaState.EMPTY;
    private RetainedLog log;
    private Sessions sessions;
    private boolean broken;
    private volatile boolean spaceIsScarce;

    StoreWriter(Database database, long retainLogBytes) {
        this.database = database;
        this.retainLogBytes = retainLogBytes;
    }

    /** From any thread: what a successor needs may now take no more space than it must, or may again. */
    void spaceIsScarce(boolean scarce) {
        spaceIsScarce = scarce;
    }

    /** What is on the disk, as far as writes have returned; while older content is removed, what was announced. */
    ReplicaState state() {
        return state;
    }

    StoredState recover() {
        state = Recovery.readState(database);
        if (state.wiping()) {
            finishWipe();
        }
        Recovery recovery = new Recovery(database, state, retainLogBytes);
        StoredState found = recovery.run();
        log = recovery.log();
        sessions = found.sessions().copy();
        return found;
    }

    void write(DiskWrite write) {
        check(write);
        begin();
        if (write.reset()) {
            wipe(ReplicaState.empty(write.lineage(), highestEpoch(write.epoch()), true, null));
        }
        Batch batch = new Batch();
        truncate(batch, write.truncateTo());
        for (LogRecord record : write.append()) {
            batch.put(Keys.log(record.seq()), record.bytes());
            log.append(record.bytes().length);
        }
        long applied = apply(batch, write);
        trim(batch, write.keepFrom(), applied);
        Installing installing = write.reset() ? null : state.installing();
        commit(
                batch,
                new ReplicaState(write.lineage(), write.epoch(), applied, log.first(), log.end(), false, installing));
    }

    void installChunk(SnapshotChunk chunk, long lineage, long adopted) {
        long epoch = highestEpoch(adopted);
        boolean begins = chunk.after() == null;
        if (!begins && isComplete(chunk.seq(), lineage)) {
            return;
        }
        if (!begins) {
            checkFollows(chunk, lineage);
        }
        begin();
        if (begins) {
            wipe(ReplicaState.empty(lineage, epoch, true, new Installing(chunk.seq(), null)));
        }
        Batch batch = new Batch();
        for (SnapshotChunk.Entry entry : chunk.entries()) {
            putData(batch, entry.key(), entry.value(), entry.version());
        }
        if (chunk.last()) {
            complete(batch, chunk, lineage, epoch);
        } else {
            Key cursor = highest(state.installing().cursor(), chunk.cursor());
            commit(batch, ReplicaState.empty(lineage, epoch, false, new Installing(chunk.seq(), cursor)));
        }
    }

    /** An epoch that was adopted once is never forgotten. */
    private long highestEpoch(long epoch) {
        return Math.max(epoch, state.epoch());
    }

    private void check(DiskWrite write) {
        long applied = write.reset() ? 0 : state.applied();
        long end = write.reset() ? 0 : state.logEnd();
        if (write.truncateTo() >= 0 && write.truncateTo() < end) {
            Invariant.check(
                    write.truncateTo() >= applied,
                    "truncating to %d would drop applied records, up to %d",
                    write.truncateTo(),
                    applied);
            end = write.truncateTo();
        }
        Invariant.check(
                write.reset() || state.installing() == null || write.append().isEmpty(),
                "records come before the snapshot is complete");
        for (LogRecord record : write.append()) {
            Invariant.check(record.seq() == ++end, "record %d was appended where %d was due", record.seq(), end);
        }
        for (LogRecord record : write.apply()) {
            Invariant.check(
                    record.seq() == ++applied && applied <= end,
                    "record %d was applied where %d was due and the log ends at %d",
                    record.seq(),
                    applied,
                    end);
        }
    }

    private boolean isComplete(long seq, long lineage) {
        return !state.incomplete() && state.lineage() == lineage && state.applied() >= seq;
    }

    private void checkFollows(SnapshotChunk chunk, long lineage) {
        Installing installing = state.installing();
        Invariant.check(
                installing != null && installing.seq() == chunk.seq() && state.lineage() == lineage,
                "a piece of the snapshot at %d comes without its beginning",
                chunk.seq());
        Invariant.check(
                installing.cursor() != null && chunk.after().compareTo(installing.cursor()) <= 0,
                "a piece of the snapshot at %d begins behind %s, but what came ends at %s",
                chunk.seq(),
                chunk.after(),
                installing.cursor());
    }

    /** From here to the end of {@link #commit} memory and disk differ: an error in between ends the store. */
    private void begin() {
        if (log == null) {
            throw new IllegalStateException("recover() comes first");
        }
        if (broken) {
            throw new StoreWriteException("an earlier write failed; stop the process and find out why");
        }
        broken = true;
    }

    private void commit(Batch batch, ReplicaState next) {
        next.putInto(batch);
        database.write(batch);
        state = next;
        broken = false;
    }

    /** Readers look at {@link #state} after they have read, so it must say so before anything goes. */
    private void wipe(ReplicaState marked) {
        state = marked;
        Wipe.run(database, marked);
        log = new RetainedLog(1, retainLogBytes);
        sessions = new Sessions();
    }

    private void finishWipe() {
        Wipe.run(database, state);
        Batch batch = new Batch();
        commit(batch, ReplicaState.empty(state.lineage(), state.epoch(), false, state.installing()));
    }

    private void truncate(Batch batch, long truncateTo) {
        while (truncateTo >= 0 && log.end() > truncateTo) {
            batch.delete(Keys.log(log.end()));
            log.dropLast();
        }
    }

    private long apply(Batch batch, DiskWrite write) {
        long applied = write.reset() ? 0 : state.applied();
        SortedSet<Long> changed = new TreeSet<>();
        for (LogRecord record : write.apply()) {
            applyToData(batch, record);
            changed.addAll(sessions.apply(record));
            log.applied(record.bytes().length);
            applied = record.seq();
        }
        for (long number : changed) {
            putSession(batch, number, sessions.encode(number));
        }
        return applied;
    }

    private static void applyToData(Batch batch, LogRecord record) {
        List<LoggedWrite> writes = record.writes();
        for (int i = 0; i < writes.size(); i++) {
            LoggedWrite one = writes.get(i);
            if (one.kind() == LoggedWrite.Kind.PUT) {
                putData(batch, one.key(), one.value(), record.versionOf(i));
            } else if (one.kind() == LoggedWrite.Kind.DELETE) {
                batch.delete(Keys.data(one.key()));
            }
        }
    }

    private void trim(Batch batch, long wanted, long applied) {
        long from = log.first();
        log.trim(wanted, applied, spaceIsScarce);
        for (long seq = from; seq < log.first(); seq++) {
            batch.delete(Keys.log(seq));
        }
    }

    private void complete(Batch batch, SnapshotChunk chunk, long lineage, long epoch) {
        sessions = Sessions.decodeAll(chunk.sessions());
        ByteBuffer in = ByteBuffer.wrap(chunk.sessions());
        while (in.hasRemaining()) {
            byte[] one = new byte[in.getInt()];
            in.get(one);
            putSession(batch, ByteBuffer.wrap(one).getLong(), one);
        }
        log = new RetainedLog(chunk.seq() + 1, retainLogBytes);
        commit(batch, new ReplicaState(lineage, epoch, chunk.seq(), chunk.seq() + 1, chunk.seq(), false, null));
    }

    private static void putData(Batch batch, Key userKey, byte[] value, long version) {
        byte[] key = Keys.data(userKey);
        ByteBuffer content = ByteBuffer.allocate(Long.BYTES + value.length);
        batch.put(key, Sealed.seal(key, content.putLong(version).put(value).flip()));
    }

    private static void putSession(Batch batch, long number, byte[] encoded) {
        byte[] key = Keys.session(number);
        if (encoded == null) {
            batch.delete(key);
        } else {
            batch.put(key, Sealed.seal(key, ByteBuffer.wrap(encoded)));
        }
    }

    private static Key highest(Key one, Key other) {
        return one == null || (other != null && other.compareTo(one) > 0) ? other : one;
    }
}
