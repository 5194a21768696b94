package io.catena.server.chain;

import java.util.List;

/**
 * What a replica finds on its disk when one of its lives begins (N2).
 *
 * @param lineage 0 if the replica never was in a chain
 * @param epoch the highest epoch in which it was a member
 * @param applied the seq up to which the key space holds everything
 * @param firstLogSeq the lowest seq whose record is still in the log; {@code applied + 1} if there is none
 * @param pending the records behind {@code applied}, in order, without a gap
 * @param sessions the client sessions as of {@code applied}
 * @param partialSnapshot the snapshot that was being received; null if none
 * @param exactFrom pieces of a snapshot may hold what records up to this seq did; 0 if {@code applied} is not less
 */
public record StoredState(
        long lineage,
        long epoch,
        long applied,
        long firstLogSeq,
        List<LogRecord> pending,
        SessionTable sessions,
        PartialSnapshot partialSnapshot,
        long exactFrom) {

    /** A replica that has never held anything. */
    public static StoredState empty() {
        return new StoredState(0, 0, 0, 1, List.of(), new SessionTable(), null, 0);
    }

    public long logEnd() {
        return applied + pending.size();
    }

    /**
     * Whether the key space is of no use by itself: pieces of a snapshot are missing, or records that make pieces of different
     * age one state (S7).
     */
    public boolean isInPart() {
        return partialSnapshot != null || logEnd() < exactFrom;
    }
}
