package io.catena.server.storage.journal;

import io.catena.server.storage.files.CorruptStoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.function.IntFunction;

/**
 * Reads what an earlier process left in the files of a journal, in one pass for all chains and with every checksum checked (D7).
 * The last block may be torn: it was being written when the process died, and was never acknowledged. Anything else that is
 * not whole is damaged.
 */
final class LogScan {
    private final LogFiles files;
    private final Voids voids;
    private final IntFunction<RecordLog> logs;
    private final ArrayDeque<LogSegment> segments = new ArrayDeque<>();
    /** The number of the last block; 0 if there is none. */
    private long lastBlock;

    /**
     * @param layout of the journal: files with nothing that counts are deleted unread where that is certain
     * @param logs gives the log of a chain, which is told what is found
     */
    LogScan(LogFiles files, LogLayout layout, Voids voids, IntFunction<RecordLog> logs) throws IOException {
        this.files = files;
        this.voids = voids;
        this.logs = logs;
        SortedSet<Long> numbers = files.numbers();
        for (long number : List.copyOf(numbers.headSet(voids.ofAll(layout) + 1))) {
            files.delete(number);
        }
        List<Long> valid = new ArrayList<>(numbers.tailSet(voids.ofAll(layout) + 1));
        boolean complete = false;
        try {
            for (int i = 0; i < valid.size(); i++) {
                read(valid.get(i), i == valid.size() - 1);
            }
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    ArrayDeque<LogSegment> segments() {
        return segments;
    }

    long lastBlock() {
        return Math.max(lastBlock, voids.highest());
    }

    private void read(long number, boolean newest) throws IOException {
        if (lastBlock > 0 && number != lastBlock + 1) {
            throw corrupt(number, "block " + (lastBlock + 1) + " should begin it");
        }
        LogFile file = files.open(number);
        ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(file.size()));
        file.read(0, content);
        content.flip();
        LogSegment segment = LogSegment.withHeader(file, number, content);
        if (segment == null) {
            file.close();
            if (!newest || !isZero(content, LogSegment.HEADER_BYTES)) {
                throw corrupt(number, "its header has changed");
            }
            files.delete(number);
            return;
        }
        segments.addLast(segment);
        readBlocks(segment, content, newest);
    }

    private void readBlocks(LogSegment segment, ByteBuffer content, boolean newest) throws IOException {
        long next = segment.firstBlock();
        LogBlock.Found found = find(segment, content, segment.used());
        while (found != null && found.number() == next) {
            add(segment, found);
            next++;
            found = find(segment, content, segment.used());
        }
        for (int at = segment.used(); at < content.limit(); at += LogBlock.ALIGNMENT) {
            if (find(segment, content, at) != null) {
                throw corrupt(segment.firstBlock(), "a block at byte " + segment.used() + " has changed");
            }
        }
        if (!isZero(content, segment.used())) {
            if (!newest) {
                throw corrupt(segment.firstBlock(), "the last block has changed");
            }
            segment.file().write(segment.used(), ByteBuffer.allocate(content.limit() - segment.used()));
        }
    }

    private static LogBlock.Found find(LogSegment segment, ByteBuffer content, int at) {
        return LogBlock.find(segment.layout(), segment.salt(), content, at);
    }

    private void add(LogSegment segment, LogBlock.Found found) {
        for (PlacedPart part : found.parts()) {
            int chain = part.part().chain();
            if (!voids.isVoid(chain, found.number())) {
                try {
                    logs.apply(chain).added(segment, found.number(), part);
                } catch (CorruptStoreException e) {
                    throw corrupt(segment.firstBlock(), e.getMessage());
                }
            }
        }
        segment.added(found.bytes());
        lastBlock = found.number();
    }

    private static boolean isZero(ByteBuffer content, int from) {
        for (int i = Math.min(from, content.limit()); i < content.limit(); i++) {
            if (content.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static CorruptStoreException corrupt(long number, String problem) {
        return new CorruptStoreException(
                "the log's file " + DirectoryLogFiles.name(number) + " is damaged (" + problem + ")");
    }

    private void close() throws IOException {
        for (LogSegment segment : segments) {
            segment.close();
        }
    }
}
