package io.catena.server.storage.journal;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.storage.files.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * One file of the log, and where the records in it are. A header (magic, format, salt, number of the first block,
 * CRC32C) takes the first {@link LogBlock#ALIGNMENT} bytes.
 */
final class LogSegment implements Closeable {
    static final int HEADER_BYTES = LogBlock.ALIGNMENT;

    private static final int MAGIC = 0xCA7E4A06;
    private static final int CHECKSUM_AT = 4 + 4 + 8 + 8;

    private final long firstBlock;
    private final long salt;
    private final LogFile file;
    /** Where the next block begins. */
    private int used = HEADER_BYTES;
    /** The seq of the first record; meaningless while there is none. */
    private long firstSeq;

    private int[] positions = new int[64];
    private int[] lengths = new int[64];
    private int records;

    private LogSegment(long firstBlock, long salt, LogFile file) {
        this.firstBlock = firstBlock;
        this.salt = salt;
        this.file = file;
    }

    static LogSegment create(LogFiles files, long firstBlock, long salt) throws IOException {
        LogSegment segment = new LogSegment(firstBlock, salt, files.create(firstBlock));
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putInt(MAGIC).putInt(ClusterFormat.LOG_FILE_LAYOUT).putLong(salt).putLong(firstBlock);
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
        if (!whole) {
            return null;
        }
        if (content.getInt(4) != ClusterFormat.LOG_FILE_LAYOUT) {
            throw new StoreException("the log has format " + content.getInt(4) + " and this version of Catena knows "
                    + ClusterFormat.LOG_FILE_LAYOUT + "; use the version that wrote it");
        }
        return new LogSegment(firstBlock, content.getLong(8), file);
    }

    private static int checksum(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.duplicate().position(0).limit(CHECKSUM_AT));
        return (int) crc.getValue();
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

    boolean isEmpty() {
        return records == 0;
    }

    long firstSeq() {
        return firstSeq;
    }

    /** The seq behind the last record. */
    long nextSeq() {
        return firstSeq + records;
    }

    /** Takes note of a block at {@link #used}. */
    void added(int blockBytes, long seq, int[] newPositions, int[] newLengths) {
        if (records == 0) {
            firstSeq = seq;
        }
        int count = newPositions.length;
        if (records + count > positions.length) {
            int capacity = Math.max(records + count, 2 * positions.length);
            positions = Arrays.copyOf(positions, capacity);
            lengths = Arrays.copyOf(lengths, capacity);
        }
        System.arraycopy(newPositions, 0, positions, records, count);
        System.arraycopy(newLengths, 0, lengths, records, count);
        records += count;
        used += LogBlock.aligned(blockBytes);
    }

    /** Records above the seq are gone. */
    void truncateTo(long seq) {
        if (records > 0) {
            records = (int) Math.max(0, Math.min(records, seq - firstSeq + 1));
        }
    }

    int lengthOf(long seq) {
        return lengths[(int) (seq - firstSeq)];
    }

    byte[] read(long seq) throws IOException {
        int index = (int) (seq - firstSeq);
        ByteBuffer record = ByteBuffer.allocate(lengths[index]);
        file.read(positions[index], record);
        return record.array();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
