package io.catena.server.storage.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * What of the oldest file is written again behind everything else, so that the file can go although some chains need something
 * in it (D12). It is done while at most a quarter of the journal is needed: so the journal is never larger than four times what
 * is needed, or than what it is to retain, and for three bytes that are written at most one is written again.
 *
 * <p>Belongs to whoever writes the journal.
 */
final class Rewriting {
    /** Of what the journal has, not more than one part in so many may be needed. */
    private static final int NEEDED_PART = 4;
    /** A block has as much that is written again as it has that is new, and this in any case. */
    private static final int LEAST_BYTES = 128 << 10;
    /** What a part takes besides its records. */
    private static final int PART_BYTES = 64;

    private final LogLayout layout;
    private boolean worthIt;

    Rewriting(LogLayout layout) {
        this.layout = layout;
    }

    /**
     * To be called whenever a file has come or gone.
     *
     * @param isDue whether the oldest file would go if nobody needed it
     * @param bytes of the whole journal
     */
    void consider(boolean isDue, long bytes, Collection<RecordLog> logs) {
        worthIt = layout == LogLayout.MANY_CHAINS && isDue && neededBytes(logs) <= bytes / NEEDED_PART;
    }

    private static long neededBytes(Collection<RecordLog> logs) {
        long needed = 0;
        for (RecordLog log : logs) {
            needed += log.neededBytes();
        }
        return needed;
    }

    /**
     * What the next block repeats.
     *
     * @param segments oldest first
     * @param newBytes how many bytes of records the block has besides
     */
    List<LogPart> parts(Deque<LogSegment> segments, int newBytes) throws IOException {
        if (!worthIt || segments.size() < 2) {
            return List.of();
        }
        LogSegment oldest = segments.peekFirst();
        List<LogPart> parts = new ArrayList<>();
        int left = Math.max(LEAST_BYTES, newBytes);
        for (RecordLog log : oldest.holders()) {
            LogPart part = left <= 0 ? null : log.repeat(oldest, left);
            if (part != null) {
                parts.add(part);
                left -= part.recordBytes() + PART_BYTES;
            }
        }
        return parts;
    }
}
