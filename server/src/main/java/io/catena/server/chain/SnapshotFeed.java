package io.catena.server.chain;

import java.util.Objects;

/**
 * The snapshot that goes down a link, piece by piece: the next one is read when the last one is on the successor's disk
 * (S1). What it says before a snapshot was begun means nothing.
 */
final class SnapshotFeed {
    private final SharedState shared;
    /** The log continues behind this seq. */
    private long seq;
    /** When the last piece was sent. */
    private long pieceNanos;
    /** Whether the last piece of all has been sent. */
    private boolean complete;
    /** Whether a piece was sent that is not acknowledged yet; {@link #sentCursor} is where it ends. */
    private boolean sent;

    private Key sentCursor;

    SnapshotFeed(SharedState shared) {
        this.shared = shared;
    }

    /**
     * Whether what this replica has applied is not older than the snapshot, and the log still goes on from its seq
     * (S4).
     */
    boolean canContinue(PartialSnapshot partialSnapshot) {
        return partialSnapshot.seq() + 1 >= shared.log.firstOnDisk() && partialSnapshot.seq() <= shared.log.applied();
    }

    /** Asks the store for the piece behind this key, or for the first one. */
    void read(long link, long snapshotSeq, Key after) {
        seq = snapshotSeq;
        complete = false;
        sent = false;
        shared.keepFromSeq = seq + 1;
        shared.emit(new Effect.ReadChunk(link, seq, after, shared.settings.maxMessageBytes()));
    }

    /** Returns the message with this piece, which is being sent. */
    Message next(long link, SnapshotChunk chunk) {
        pieceNanos = shared.nowNanos;
        complete = chunk.last();
        sent = true;
        sentCursor = chunk.cursor();
        return new Message.Chunk(link, chunk);
    }

    /** Whether a piece that ends there is on its way. */
    boolean isAwaited(Key cursor) {
        return sent && Objects.equals(sentCursor, cursor);
    }

    long seq() {
        return seq;
    }

    boolean isComplete() {
        return complete;
    }

    /** Whether the last piece was sent, and this time has passed since then. A piece that is being read may wait for others (S8). */
    boolean hasWaited(long durationNanos) {
        return sent && shared.hasPassed(pieceNanos, durationNanos);
    }
}
