package io.catena.server.chain;

import java.util.Objects;

/**
 * The snapshot that goes down a link, piece by piece: the next one is read when the last one is on the successor's disk (S1).
 * What it says before a snapshot was begun means nothing.
 */
final class SnapshotFeed {
    private final Context context;
    /** The log continues behind this seq. */
    private long seq;
    /** When the last piece was asked of the store, or sent. */
    private long pieceNanos;
    /** Whether the last piece of all has been sent. */
    private boolean complete;
    /** Whether a piece has been sent of which it was not heard yet that it has arrived; and where it ends. */
    private boolean sent;

    private Key sentCursor;

    SnapshotFeed(Context context) {
        this.context = context;
    }

    /** Whether what this replica has applied is not older than the snapshot, and the log still goes on from its seq (S4). */
    boolean canContinue(Installing installing) {
        return installing.seq() + 1 >= context.log.firstOnDisk() && installing.seq() <= context.log.applied();
    }

    /** Asks the store for the piece behind this key, or for the first one. */
    void read(long link, long snapshotSeq, Key after) {
        seq = snapshotSeq;
        pieceNanos = context.nowNanos;
        complete = false;
        sent = false;
        context.keepFromSeq = seq + 1;
        context.emit(new Effect.ReadChunk(link, seq, after, context.settings.maxMessageBytes()));
    }

    void send(Member target, long link, SnapshotChunk chunk) {
        pieceNanos = context.nowNanos;
        complete = chunk.last();
        sent = true;
        sentCursor = chunk.cursor();
        context.send(target, new Message.Chunk(link, chunk));
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

    /** Whether so much time has passed since the last piece was asked for or sent. */
    boolean hasWaited(long durationNanos) {
        return context.hasPassed(pieceNanos, durationNanos);
    }
}
