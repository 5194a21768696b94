package io.catena.server.storage.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * One file of the journal, and which chains have something in it. A header (magic, layout, salt, number of the first block,
 * CRC32C) takes the first {@link LogBlock#ALIGNMENT} bytes. Guarded by the journal.
 */
final class LogSegment implements Closeable {
    static final int HEADER_BYTES = LogBlock.ALIGNMENT;

    private static final int MAGIC = 0xCA7E4A06;
    private static final int CHECKSUM_AT = 4 + 4 + 8 + 8;

    private final LogLayout layout;
    private final long firstBlock;
    private final long salt;
    private final LogFile file;
    /** Where the next block begins. */
    private int used = HEADER_BYTES;
    /** The logs of which a block here has a part that counts. */
    private final Set<RecordLog> holders = new LinkedHashSet<>();

    private LogSegment(LogLayout layout, long firstBlock, long salt, LogFile file) {
        this.layout = layout;
        this.firstBlock = firstBlock;
        this.salt = salt;
        this.file = file;
    }

    static LogSegment create(LogFiles files, LogLayout layout, long firstBlock, long salt) throws IOException {
        LogSegment segment = new LogSegment(layout, firstBlock, salt, files.create(firstBlock));
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putInt(MAGIC).putInt(layout.number()).putLong(salt).putLong(firstBlock);
        header.putInt(checksum(header)).rewind();
        segment.file.write(0, header);
        return segment;
    }

    /** The segment with this header; null if the header is none, so that nothing was ever written behind it. */
    static LogSegment withHeader(LogFile file, long firstBlock, ByteBuffer content) {
        boolean whole = content.limit() >= HEADER_BYTES
                && content.getInt(0) == MAGIC
                && content.getInt(CHECKSUM_AT) == checksum(content)
                && content.getLong(16) == firstBlock;
        return whole ? new LogSegment(LogLayout.of(content.getInt(4)), firstBlock, content.getLong(8), file) : null;
    }

    private static int checksum(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.duplicate().position(0).limit(CHECKSUM_AT));
        return (int) crc.getValue();
    }

    LogLayout layout() {
        return layout;
    }

    long firstBlock() {
        return firstBlock;
    }

    long salt() {
        return salt;
    }

    LogFile file() {
        return file;
    }

    int used() {
        return used;
    }

    /** A block has been added at {@link #used}. */
    void added(int blockBytes) {
        used += LogBlock.aligned(blockBytes);
    }

    /** The log has something here. */
    void isHeldBy(RecordLog log) {
        holders.add(log);
    }

    /** The log has nothing here any more. */
    void isLeftBy(RecordLog log) {
        holders.remove(log);
    }

    Set<RecordLog> holders() {
        return Collections.unmodifiableSet(holders);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
