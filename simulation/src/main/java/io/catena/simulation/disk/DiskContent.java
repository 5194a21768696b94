package io.catena.simulation.disk;

import static io.catena.server.invariants.Violation.check;

import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.PartialSnapshot;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.StoredState;
import io.catena.server.invariants.LogHash;
import io.catena.simulation.committed.CommittedLog;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What a disk must hold of one chain according to what its store has answered, whatever befalls it. A crash may add the one change that
 * was not answered, and take away how far records are applied, as far as no synced write has said so.
 */
public final class DiskContent {
    private final CommittedLog committed;
    private LogHash hash = new LogHash(0, 0);
    private long applied;
    /** As the last synced write left it. */
    private long syncedApplied;

    private long epoch;
    private long lineage;
    private PartialSnapshot partialSnapshot;
    /** Up to this seq the key space may be ahead of {@link #applied}: pieces of a snapshot are of different age. */
    private long mixedUntil;
    /** Given to the store and not answered; null if nothing is. */
    private Effect underWay;
    /** Whether all of it is being removed, since the node gives the replica up. */
    private boolean isBeingRemoved;
    /** What was to be added to the log when the process ended, and is not there. */
    private List<LogRecord> lost = List.of();

    DiskContent(CommittedLog committed) {
        this.committed = committed;
    }

    DiskContent copy() {
        DiskContent copy = new DiskContent(committed);
        copy.hash = hash.upTo(hash.end());
        copy.applied = applied;
        copy.syncedApplied = syncedApplied;
        copy.epoch = epoch;
        copy.lineage = lineage;
        copy.partialSnapshot = partialSnapshot;
        copy.mixedUntil = mixedUntil;
        copy.underWay = underWay;
        copy.isBeingRemoved = isBeingRemoved;
        return copy;
    }

    /** The log. A new object whenever something is taken from its end. */
    public LogHash hash() {
        return hash;
    }

    public long applied() {
        return applied;
    }

    public long lineage() {
        return lineage;
    }

    public long epoch() {
        return epoch;
    }

    public boolean isInstalling() {
        return partialSnapshot != null;
    }

    /** Where {@link #applied} is when the change under way is done, if that leaves the content otherwise as it is. */
    public long appliedSoon() {
        List<LogRecord> apply =
                underWay instanceof Effect.WriteDisk write ? write.write().apply() : List.of();
        return apply.isEmpty() ? applied : apply.get(apply.size() - 1).seq();
    }

    /** Whether the key space is exactly what the records up to {@link #applied}, or {@link #appliedSoon}, make of it. */
    public boolean isExact() {
        boolean isReplaced = underWay instanceof Effect.InstallChunk
                || underWay instanceof Effect.WriteDisk write && write.write().reset();
        return partialSnapshot == null && applied >= mixedUntil && !isReplaced && !isBeingRemoved;
    }

    /** Records that a crash has torn off, behind the log's end. */
    public List<LogRecord> lost() {
        return lost;
    }

    // ------------------------------------------------------------------------------------------- changes

    /** The change is given to the store. */
    public void begins(Effect change) {
        underWay = change;
        lost = List.of();
    }

    /** The change is answered. */
    public void done() {
        Effect change = underWay;
        underWay = null;
        if (change instanceof Effect.WriteDisk write) {
            write(write.write());
        } else if (change instanceof Effect.InstallChunk install) {
            install(install);
        }
    }

    /** The store is told to remove all of it. */
    public void removalBegins() {
        isBeingRemoved = true;
    }

    /** All of it is removed. */
    public void isRemoved() {
        wipe();
        epoch = 0;
        lineage = 0;
        underWay = null;
        lost = List.of();
        isBeingRemoved = false;
    }

    /** Whether there is nothing. */
    public boolean isBlank() {
        return epoch == 0 && lineage == 0 && hash.end() == 0 && partialSnapshot == null;
    }

    /** Records behind the seq are gone, as no rule allows. */
    public void forgetBehind(long seq) {
        hash = hash.upTo(seq);
    }

    private void write(DiskWrite write) {
        if (write.reset()) {
            wipe();
        }
        if (write.truncateTo() >= 0 && write.truncateTo() < hash.end()) {
            hash = hash.upTo(write.truncateTo());
        }
        write.append().forEach(record -> hash.append(record.checksum()));
        List<LogRecord> apply = write.apply();
        applied = apply.isEmpty() ? applied : apply.get(apply.size() - 1).seq();
        syncedApplied = write.appliesOnly() ? syncedApplied : applied;
        epoch = Math.max(epoch, write.epoch());
        lineage = write.lineage();
    }

    private void install(Effect.InstallChunk install) {
        SnapshotChunk chunk = install.chunk();
        boolean isComplete = partialSnapshot == null && lineage == install.lineage() && applied >= chunk.seq();
        if (chunk.after() != null && isComplete) {
            return;
        }
        if (chunk.after() == null) {
            wipe();
        }
        lineage = install.lineage();
        epoch = Math.max(epoch, install.epoch());
        partialSnapshot = new PartialSnapshot(chunk.seq(), highest(partialSnapshot, chunk.cursor()));
        if (chunk.last()) {
            partialSnapshot = null;
            applied = chunk.seq();
            syncedApplied = applied;
            hash = new LogHash(applied, committed.hash().at(applied));
            mixedUntil = committed.end();
        }
    }

    /** A piece that comes again takes nothing back. */
    private static Key highest(PartialSnapshot before, Key cursor) {
        Key reached = before == null ? null : before.cursor();
        return reached != null && (cursor == null || cursor.compareTo(reached) < 0) ? reached : cursor;
    }

    private void wipe() {
        hash = new LogHash(0, 0);
        applied = 0;
        syncedApplied = 0;
        partialSnapshot = null;
        mixedUntil = 0;
    }

    // ------------------------------------------------------------------------------------------- what is found

    /** A store has found this on the disk: what was answered, perhaps with the change that was under way. */
    public void found(String name, StoredState found) {
        DiskContent after = copy();
        after.done();
        DiskContent match = null;
        for (DiskContent candidate : Arrays.asList(this, after, wiped(after), removed())) {
            if (match == null && candidate != null && candidate.isOneWith(found)) {
                match = candidate;
            }
        }
        check(
                match != null,
                "what was answered durable is durable",
                "on %s there is lineage %d, epoch %d, applied %d, log end %d, installing %s; %s was answered, and %s was under way",
                name,
                found.lineage(),
                found.epoch(),
                found.applied(),
                found.logEnd(),
                found.partialSnapshot(),
                this,
                underWay);
        if (match == this
                && underWay instanceof Effect.WriteDisk write
                && !write.write().reset()) {
            lost = write.write().append();
        }
        LogHash log = match.hash;
        hash = log.upTo(log.end());
        applied = found.applied();
        syncedApplied = found.applied();
        epoch = match.epoch;
        lineage = match.lineage;
        partialSnapshot = match.partialSnapshot;
        mixedUntil = match.mixedUntil;
        underWay = null;
        isBeingRemoved = false;
    }

    /** What is left if all of it is removed; null if that is not under way. */
    private DiskContent removed() {
        return isBeingRemoved ? new DiskContent(committed) : null;
    }

    /** What is left if the change under way has removed all older content, and was not finished; null if it removes none. */
    private DiskContent wiped(DiskContent after) {
        boolean resets =
                underWay instanceof Effect.WriteDisk write && write.write().reset();
        boolean begins = underWay instanceof Effect.InstallChunk install
                && install.chunk().after() == null;
        if (!resets && !begins) {
            return null;
        }
        DiskContent wiped = new DiskContent(committed);
        wiped.lineage = after.lineage;
        wiped.epoch = after.epoch;
        wiped.partialSnapshot = begins
                ? new PartialSnapshot(((Effect.InstallChunk) underWay).chunk().seq(), null)
                : null;
        return wiped;
    }

    private boolean isOneWith(StoredState found) {
        boolean same = found.lineage() == lineage
                && found.epoch() == epoch
                && Objects.equals(found.partialSnapshot(), partialSnapshot)
                && found.logEnd() == hash.end()
                && found.applied() >= syncedApplied
                && found.applied() <= applied;
        if (!same) {
            return false;
        }
        LogHash log = hash.upTo(found.applied());
        found.pending().forEach(record -> log.append(record.checksum()));
        return log.end() == hash.end() && log.agrees(hash, hash.end());
    }

    @Override
    public String toString() {
        return "lineage " + lineage + ", epoch " + epoch + ", applied " + syncedApplied + " to " + applied
                + ", log end " + hash.end() + ", installing " + partialSnapshot;
    }
}
