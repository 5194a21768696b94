package io.catena.server.storage.journal;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Where the records of one chain are: runs of them, which do not overlap. There may be gaps, since a copy may stand behind what
 * follows it, and what is not needed goes with its file; {@link #closeGap} drops what is below one.
 */
final class RecordIndex {
    private final NavigableMap<Long, RecordRun> runs = new TreeMap<>();

    boolean isEmpty() {
        return runs.isEmpty();
    }

    /** Of the first record; there is one. */
    long firstSeq() {
        return runs.firstKey();
    }

    /** The seq behind the last record; there is one. */
    long nextSeq() {
        return runs.lastEntry().getValue().nextSeq();
    }

    /** The run with that record; null if it is not here. */
    RecordRun with(long seq) {
        Map.Entry<Long, RecordRun> found = runs.floorEntry(seq);
        return found == null || !found.getValue().has(seq) ? null : found.getValue();
    }

    /** Records behind all that are here. */
    void add(LogSegment segment, long firstSeq, int[] positions, int[] lengths) {
        Map.Entry<Long, RecordRun> last = runs.lastEntry();
        if (last != null
                && last.getValue().segment() == segment
                && last.getValue().nextSeq() == firstSeq) {
            last.getValue().add(positions, lengths);
        } else {
            runs.put(firstSeq, new RecordRun(segment, firstSeq, positions, lengths));
        }
    }

    /** Records that are here already, or that belong below those that are here, are in this file, too. */
    void move(LogSegment segment, long firstSeq, int[] positions, int[] lengths) {
        if (positions.length > 0) {
            cut(firstSeq, firstSeq + positions.length);
            runs.put(firstSeq, new RecordRun(segment, firstSeq, positions, lengths));
        }
    }

    /** Records above the seq are gone. */
    void truncateTo(long seq) {
        cut(seq + 1, Long.MAX_VALUE);
    }

    /** What is in the file is gone. */
    void forget(LogSegment segment) {
        runs.values().removeIf(run -> run.segment() == segment);
    }

    void clear() {
        runs.clear();
    }

    /**
     * Drops what is below a gap: it is of no use without what is missing.
     *
     * @param end the seq behind the last record of the log
     */
    void closeGap(long end) {
        long needed = end;
        for (RecordRun run : runs.descendingMap().values()) {
            if (run.nextSeq() != needed) {
                break;
            }
            needed = run.firstSeq();
        }
        runs.headMap(needed, false).clear();
    }

    /** The first record in the file that is not below the seq; 0 if none is there. */
    long firstIn(LogSegment segment, long from) {
        for (RecordRun run : runs.values()) {
            if (run.segment() == segment && run.nextSeq() > from) {
                return Math.max(from, run.firstSeq());
            }
        }
        return 0;
    }

    /** The last record in the file; 0 if none is there. */
    long lastIn(LogSegment segment) {
        long last = 0;
        for (RecordRun run : runs.values()) {
            if (run.segment() == segment) {
                last = Math.max(last, run.nextSeq() - 1);
            }
        }
        return last;
    }

    /** How many bytes the records from a seq on have. */
    long bytesFrom(long seq) {
        long bytes = 0;
        for (RecordRun run : runs.values()) {
            for (long each = Math.max(seq, run.firstSeq()); each < run.nextSeq(); each++) {
                bytes += run.lengthOf(each);
            }
        }
        return bytes;
    }

    /** Takes away the records from one seq (inclusive) to another (exclusive). */
    private void cut(long from, long to) {
        Map.Entry<Long, RecordRun> before = runs.lowerEntry(from);
        if (before != null && before.getValue().nextSeq() > from) {
            RecordRun run = before.getValue();
            put(run.part(run.firstSeq(), from));
            put(run.part(to, Long.MAX_VALUE));
        }
        NavigableMap<Long, RecordRun> within = runs.subMap(from, true, to, false);
        Map.Entry<Long, RecordRun> last = within.lastEntry();
        RecordRun rest = last == null ? null : last.getValue().part(to, Long.MAX_VALUE);
        within.clear();
        put(rest);
    }

    private void put(RecordRun run) {
        if (run != null) {
            runs.put(run.firstSeq(), run);
        }
    }
}
