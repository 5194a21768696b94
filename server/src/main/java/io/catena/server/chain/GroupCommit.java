package io.catena.server.chain;

import java.util.List;

/**
 * Decides what goes to the disk next. One write is under way at a time; while it is, the next one gathers: that is all
 * the batching there is (W3).
 */
final class GroupCommit {
    /** No more than this is given to the disk in one cycle. */
    private static final long MAX_CYCLE_BYTES = 8 << 20;
    /** No records are to be dropped. */
    private static final long KEEP_ALL = -1;

    private final SharedState shared;
    /** The write under way; null if there is none. */
    private DiskWrite writing;
    /** The piece of a snapshot that is being installed; null if there is none. */
    private Message.Chunk installing;
    /** The piece of a snapshot that waits for the disk; null if there is none. */
    private Message.Chunk nextChunk;
    /** Whether the write under way changes more than the records that it adds and applies. */
    private boolean writingState;
    /** Whether the log has been replaced since the write under way began, so that it says nothing about the log. */
    private boolean writingIsVoid;
    /** The highest seq that has been given to the disk. */
    private long givenSeq;
    /** Whether the next write drops everything first. */
    private boolean reset;
    /** The next write drops records above this seq first. */
    private long truncateTo = KEEP_ALL;
    /** Whether the epoch or the lineage has changed since the last write was given to the disk. */
    private boolean stateChanged;
    /** When the oldest committed record that is not applied became committed; meaningless if all are. */
    private long unappliedSinceNanos;

    GroupCommit(SharedState shared) {
        this.shared = shared;
        this.givenSeq = shared.log.end();
    }

    boolean busy() {
        return writing != null || installing != null;
    }

    /**
     * Whether the disk still holds records that the log has forgotten (N3), or does not hold the epoch and the lineage
     * yet (C14): then nothing may be acknowledged. So each member of an activated epoch has that epoch on its disk.
     */
    boolean isBehind() {
        return reset || truncateTo != KEEP_ALL || stateChanged || writing != null && writingState;
    }

    /**
     * Whether everything that is committed is applied, so that nothing waits for {@link ReplicaSettings#applyNanos}.
     */
    boolean isQuiet() {
        return shared.log.applied() >= shared.log.commitPoint();
    }

    /** Whether more than applying waits for the effect under way, or that effect changes more than records. */
    boolean hasMore() {
        return isBehind() || installing != null || nextChunk != null || givenSeq < shared.log.end();
    }

    /** The epoch or the lineage has changed. */
    void stateChanged() {
        stateChanged = true;
    }

    /** The commit point has risen from where it was. */
    void committedBeyond(long before) {
        if (before == shared.log.applied()) {
            unappliedSinceNanos = shared.nowNanos;
        }
    }

    /** The log has forgotten what was pending. */
    void truncated() {
        logReplaced();
        truncateTo = givenSeq;
    }

    /** The log has forgotten everything, and a piece of a snapshot that waits is void. */
    void reset() {
        shared.storeContent++;
        logReplaced();
        nextChunk = null;
        reset = true;
        shared.resetting = true;
    }

    void install(Message.Chunk chunk) {
        shared.storeContent++;
        nextChunk = chunk;
    }

    /** The log begins anew, at the start or at the end of a snapshot. */
    void logReplaced() {
        givenSeq = shared.log.end();
        writingIsVoid = writing != null;
    }

    /** Whether another piece of a snapshot waits behind the one under way. */
    boolean hasNextChunk() {
        return nextChunk != null;
    }

    /** Begins a write if none is under way and there is something worth writing. */
    void run() {
        if (busy()) {
            return;
        }
        if (nextChunk != null && !reset && truncateTo == KEEP_ALL) {
            installing = nextChunk;
            nextChunk = null;
            shared.emit(new Effect.InstallChunk(installing.content(), shared.lineage, shared.memberEpoch));
            return;
        }
        boolean hasRecords = givenSeq < shared.log.end();
        if (hasRecords || stateChanged || reset || truncateTo != KEEP_ALL || applyIsDue()) {
            write();
        }
    }

    private void write() {
        Log log = shared.log;
        List<LogRecord> append = log.slice(givenSeq + 1, log.end(), MAX_CYCLE_BYTES);
        givenSeq += append.size();
        boolean changesState = reset || truncateTo != KEEP_ALL || stateChanged;
        // A write that applies without adding records is not synced, so it must not carry a change of the state (W8,
        // D4).
        long applyTo = append.isEmpty() && changesState ? log.applied() : Math.min(log.commitPoint(), givenSeq);
        List<LogRecord> apply = log.slice(log.applied() + 1, applyTo, MAX_CYCLE_BYTES);
        writing =
                new DiskWrite(reset, truncateTo, append, apply, shared.memberEpoch, shared.lineage, shared.keepFromSeq);
        writingState = changesState;
        reset = false;
        truncateTo = KEEP_ALL;
        stateChanged = false;
        shared.emit(new Effect.WriteDisk(writing));
    }

    private boolean applyIsDue() {
        return shared.log.applied() < shared.log.commitPoint()
                && (shared.leaving || shared.hasPassed(unappliedSinceNanos, shared.settings.applyNanos()));
    }

    /** The effect under way is on the disk. Returns the piece of a snapshot that it installed, or null. */
    Message.Chunk done(long firstOnDisk) {
        Invariant.check(busy(), "the disk is done with a write that it was not given");
        Message.Chunk installed = installing;
        if (installed == null && !writingIsVoid) {
            Log log = shared.log;
            long durable = log.durable() + writing.append().size();
            log.written(durable, log.applied() + writing.apply().size(), firstOnDisk);
            unappliedSinceNanos = shared.nowNanos;
        }
        if (installed == null && writing.reset()) {
            shared.resetting = reset;
        }
        installing = null;
        writing = null;
        writingIsVoid = false;
        return installed;
    }
}
