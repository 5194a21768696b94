package io.catena.server.chain;

import java.nio.BufferUnderflowException;
import java.util.Arrays;

/** Checks what a piece of a snapshot says (T2). */
final class ChunkCheck {
    private ChunkCheck() {}

    /**
     * Checks a whole piece.
     *
     * @param partialSnapshot what has been received of a snapshot; null if nothing
     * @throws Claim.Wrong if the piece does not follow on that, or is no run of a key space
     */
    static void check(SnapshotChunk chunk, PartialSnapshot partialSnapshot) {
        Claim.isSeq(chunk.seq(), "the snapshot");
        Claim.isSeq(chunk.readAt(), "what was applied when the piece was read");
        Claim.check(
                chunk.readAt() >= chunk.seq(),
                "a piece of the snapshot at %d was read at %d",
                chunk.seq(),
                chunk.readAt());
        Claim.check(chunk.percent() >= 0 && chunk.percent() <= 100, "%d percent of the snapshot", chunk.percent());
        follows(chunk, partialSnapshot);
        ascends(chunk);
        Claim.check(chunk.last() == (chunk.sessions() != null), "sessions come with the last piece, and only then");
        if (chunk.last()) {
            areSessions(chunk.sessions());
        }
    }

    private static void follows(SnapshotChunk chunk, PartialSnapshot partialSnapshot) {
        Claim.check(
                chunk.after() == null
                        || partialSnapshot != null
                                && partialSnapshot.cursor() != null
                                && partialSnapshot.seq() == chunk.seq()
                                && chunk.after().compareTo(partialSnapshot.cursor()) <= 0,
                "the piece behind %s of the snapshot at %d does not follow upon %s",
                chunk.after(),
                chunk.seq(),
                partialSnapshot);
    }

    private static void ascends(SnapshotChunk chunk) {
        Key before = chunk.after();
        for (SnapshotChunk.Entry entry : chunk.entries()) {
            Claim.check(before == null || before.compareTo(entry.key()) < 0, "%s comes behind %s", entry.key(), before);
            Claim.check(entry.version() > 0, "%s has the version %d", entry.key(), entry.version());
            before = entry.key();
        }
    }

    /** Bytes that differ from what a replica itself writes of these sessions would not be the same at all members. */
    private static void areSessions(byte[] encoded) {
        boolean same;
        try {
            same = Arrays.equals(SessionTable.decodeAll(encoded).encodeAll(), encoded);
        } catch (CorruptRecordException | BufferUnderflowException e) {
            same = false;
        }
        Claim.check(same, "%d bytes that are no sessions", encoded.length);
    }
}
