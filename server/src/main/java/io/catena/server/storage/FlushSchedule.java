package io.catena.server.storage;

import io.catena.server.runtime.Scheduler;
import io.catena.server.storage.files.StoreWriteException;
import io.catena.server.storage.files.WriteFailure;
import io.catena.server.storage.leveldb.Batch;
import io.catena.server.storage.leveldb.ContentOwner;
import io.catena.server.storage.leveldb.Database;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * When applied records of a node's chains go into LevelDB: together, in one synced batch. What waits for it is bounded for the
 * node, however many chains it carries. Thread-safe.
 */
final class FlushSchedule implements ContentOwner {
    /** Records wait for others to come: keys that are written often then go into LevelDB once. */
    private static final long DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** With more bytes than this in the log that LevelDB lacks, or more keys than {@link #DUE_KEYS}, the flush does not wait. */
    private static final long DUE_BYTES = 8 << 20;

    private static final int DUE_KEYS = 20_000;
    /** With more bytes than this waiting, the thread that adds more flushes first. */
    private static final long MAX_BYTES = 2 * DUE_BYTES;

    private final Database database;
    private final WriteFailure failure;
    private final Scheduler background;
    /** Those of whose chains something waits, by their chains; guarded by this, like all fields below. */
    private final TreeSet<Flusher> waiting = new TreeSet<>();

    private long waitingBytes;
    private int waitingKeys;
    private boolean urgent;
    /** How often nothing has waited any more: a flush is meant for what waited when it was scheduled. */
    private long rounds;
    /** How often LevelDB's content has changed. */
    private long changes;

    /** @param background flushes what has waited for long enough */
    FlushSchedule(Database database, WriteFailure failure, Scheduler background) {
        this.database = database;
        this.failure = failure;
        this.background = background;
    }

    /**
     * More waits.
     *
     * @return whether so much waits that the caller has to {@link #flush} first
     */
    synchronized boolean waits(Flusher flusher, long moreBytes, int moreKeys) {
        boolean first = waiting.isEmpty();
        waiting.add(flusher);
        waitingBytes += moreBytes;
        waitingKeys += moreKeys;
        if (first) {
            flushLater(DELAY_NANOS);
        }
        if (!urgent && (waitingBytes > DUE_BYTES || waitingKeys > DUE_KEYS)) {
            urgent = true;
            flushLater(0);
        }
        return waitingBytes > MAX_BYTES;
    }

    /** What waited is on its way, or void. */
    synchronized void waitsNoMore(Flusher flusher, long bytes, int keys) {
        waiting.remove(flusher);
        waitingBytes -= bytes;
        waitingKeys -= keys;
        changes++;
        if (waiting.isEmpty()) {
            rounds++;
            urgent = false;
        }
    }

    private void flushLater(long delayNanos) {
        long round = rounds;
        background.schedule(delayNanos, () -> flushInBackground(round));
    }

    private void flushInBackground(long round) {
        synchronized (this) {
            if (round != rounds) {
                return;
            }
        }
        try {
            if (!flushTogether(waiting())) {
                again();
            }
        } catch (RuntimeException | Error e) {
            // checkIntact() tells the owner, which ends the process and says why.
            failure.note(e);
        }
    }

    /** The content of some chains is being replaced; what waits there has its turn later. */
    private synchronized void again() {
        urgent = false;
        flushLater(DELAY_NANOS);
    }

    private synchronized Collection<Flusher> waiting() {
        return List.copyOf(waiting);
    }

    /**
     * Brings what waits into LevelDB, of all chains. From any thread.
     *
     * @throws StoreWriteException if that fails, now or before
     */
    @Override
    public void flush() {
        flushTogether(waiting());
    }

    /**
     * Brings what waits of some chains into LevelDB, except of those whose content is being replaced by another thread.
     *
     * @return whether there was no such chain
     */
    private boolean flushTogether(Collection<Flusher> all) {
        List<Flusher> held = new ArrayList<>();
        try {
            for (Flusher each : all) {
                if (each.tryHold()) {
                    held.add(each);
                }
            }
            flushHeld(held);
        } finally {
            held.forEach(Flusher::release);
        }
        return held.size() == all.size();
    }

    /** The caller holds them. */
    void flushHeld(List<Flusher> held) {
        failure.check();
        Batch batch = new Batch();
        List<Flusher.Taken> taken = new ArrayList<>();
        for (Flusher each : held) {
            Flusher.Taken one = each.take(batch);
            if (one != null) {
                taken.add(one);
            }
        }
        if (!taken.isEmpty()) {
            changing(() -> database.write(batch));
            taken.forEach(Flusher.Taken::isWritten);
        }
    }

    /** After a failure it is not known what LevelDB holds: nothing is written any more. */
    void changing(Runnable change) {
        failure.check();
        try {
            change.run();
        } catch (RuntimeException | Error e) {
            failure.note(e);
            throw e;
        }
    }

    /** @throws StoreWriteException if a write of the node has failed */
    void checkIntact() {
        failure.check();
    }

    /** Changes in LevelDB what is never read. From any thread. */
    @Override
    public void besides(Runnable change) {
        changing(change);
    }

    /** Rises whenever the content changes. */
    @Override
    public synchronized long flushed() {
        return changes;
    }

    /** Flushes what waits, unless a write has failed. */
    void close() {
        if (!failure.isKnown()) {
            flush();
        }
    }
}
