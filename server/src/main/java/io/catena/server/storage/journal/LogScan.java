package io.catena.server.storage.journal;

import io.catena.server.storage.files.CorruptStoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * Reads what an earlier life left in the files of a log, with every checksum checked (D7). The last block may be torn: it was
 * being written when the process died, and was never acknowledged. Anything else that is not whole is damaged.
 */
final class LogScan {
    private final LogFiles files;
    private final ArrayDeque<LogSegment> segments = new ArrayDeque<>();
    /** The last block; null if there is none. */
    private LogBlock last;

    /** @param voidBlocks blocks up to this number are void; their files are deleted */
    LogScan(LogFiles files, long voidBlocks) throws IOException {
        this.files = files;
        SortedSet<Long> numbers = files.numbers();
        for (long number : List.copyOf(numbers.headSet(voidBlocks + 1))) {
            files.delete(number);
        }
        List<Long> valid = new ArrayList<>(numbers.tailSet(voidBlocks + 1));
        boolean complete = false;
        try {
            for (int i = 0; i < valid.size(); i++) {
                read(valid.get(i), i == valid.size() - 1, i == 0);
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

    LogBlock last() {
        return last;
    }

    private void read(long number, boolean newest, boolean oldest) throws IOException {
        if (!oldest && last != null && number != last.number() + 1) {
            throw corrupt(number, "block " + (last.number() + 1) + " should begin it");
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
        LogBlock.Found found = LogBlock.find(segment.salt(), content, segment.used());
        while (found != null && found.block().number() == next) {
            add(segment, found);
            next++;
            found = LogBlock.find(segment.salt(), content, segment.used());
        }
        for (int at = segment.used(); at < content.limit(); at += LogBlock.ALIGNMENT) {
            if (LogBlock.find(segment.salt(), content, at) != null) {
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

    private void add(LogSegment segment, LogBlock.Found found) {
        LogBlock block = found.block();
        if (block.truncateTo() >= 0) {
            segments.forEach(earlier -> earlier.truncateTo(block.truncateTo()));
        }
        if (found.lengths().length > 0) {
            long expected = RecordLog.nextSeq(segments, found.firstSeq());
            if (expected != found.firstSeq()) {
                throw corrupt(
                        segment.firstBlock(),
                        "record " + found.firstSeq() + " stands where record " + expected + " belongs");
            }
        }
        segment.added(found.bytes(), found.firstSeq(), found.positions(), found.lengths());
        last = block;
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
