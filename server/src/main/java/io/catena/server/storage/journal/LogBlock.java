package io.catena.server.storage.journal;

import io.catena.server.chain.LogRecord;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What one write adds to the log (D1, D6): whole on the disk, or not there. It tells all that the write changed, so that what
 * LevelDB does not hold yet can be done again from the log alone.
 *
 * <p>Layout, big-endian: magic (4 bytes), length of all (4), number, epoch, lineage, applied, truncateTo, seq of the first
 * record (8 each), number of records (4), their lengths (4 each), the records, CRC32C (4). The checksum begins with the
 * salt of the file, so that no content of records can look like a block.
 *
 * @param number one more than that of the block before
 * @param epoch the highest epoch adopted
 * @param lineage the lineage of the log
 * @param applied the seq up to which the key space holds everything
 * @param truncateTo records above this seq are gone; -1 if none is
 * @param records what the log has in addition, in order
 */
public record LogBlock(long number, long epoch, long lineage, long applied, long truncateTo, List<LogRecord> records) {
    /** Blocks begin at multiples of this: what follows a block that was torn can be found. */
    public static final int ALIGNMENT = 512;

    private static final int MAGIC = 0xCA7E4A10;
    private static final int HEADER_BYTES = 4 + 4 + 6 * Long.BYTES + 4;
    private static final int CHECKSUM_BYTES = 4;

    /** A block as it is found: the position of record i in the file is {@code positions[i]}, and its length beside. */
    record Found(LogBlock block, long firstSeq, int[] positions, int[] lengths, int bytes) {}

    int bytes() {
        int bytes = HEADER_BYTES + CHECKSUM_BYTES;
        for (LogRecord record : records) {
            bytes += Integer.BYTES + record.bytes().length;
        }
        return bytes;
    }

    /** The bytes that a block takes in a file. */
    public static int aligned(int bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Where the records begin, from the beginning of the block. */
    int recordsAt() {
        return HEADER_BYTES + Integer.BYTES * records.size();
    }

    /** Puts the block into the buffer, and zeros up to the next multiple of {@link #ALIGNMENT}. */
    void encode(long salt, ByteBuffer out) {
        int begin = out.position();
        int bytes = bytes();
        out.putInt(MAGIC).putInt(bytes).putLong(number).putLong(epoch).putLong(lineage);
        out.putLong(applied).putLong(truncateTo);
        out.putLong(records.isEmpty() ? 0 : records.get(0).seq()).putInt(records.size());
        for (LogRecord record : records) {
            out.putInt(record.bytes().length);
        }
        for (LogRecord record : records) {
            out.put(record.bytes());
        }
        out.putInt(checksum(salt, out, begin, out.position()));
        out.put(new byte[aligned(bytes) - bytes]);
    }

    /**
     * The block that begins there; null if none does, or if it is not whole.
     *
     * @param file a file's content from its beginning
     */
    static Found find(long salt, ByteBuffer file, int at) {
        if (at + HEADER_BYTES + CHECKSUM_BYTES > file.limit() || file.getInt(at) != MAGIC) {
            return null;
        }
        int bytes = file.getInt(at + 4);
        if (bytes < HEADER_BYTES + CHECKSUM_BYTES || bytes > file.limit() - at) {
            return null;
        }
        int end = at + bytes - CHECKSUM_BYTES;
        if (file.getInt(end) != checksum(salt, file, at, end)) {
            return null;
        }
        ByteBuffer in = file.duplicate().position(at + 8).limit(end);
        long number = in.getLong();
        long epoch = in.getLong();
        long lineage = in.getLong();
        long applied = in.getLong();
        long truncateTo = in.getLong();
        long firstSeq = in.getLong();
        int[] lengths = new int[in.getInt()];
        int[] positions = new int[lengths.length];
        int next = at + HEADER_BYTES + Integer.BYTES * lengths.length;
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = in.getInt();
            positions[i] = next;
            next += lengths[i];
        }
        LogBlock block = new LogBlock(number, epoch, lineage, applied, truncateTo, List.of());
        return new Found(block, firstSeq, positions, lengths, bytes);
    }

    private static int checksum(long salt, ByteBuffer content, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(salt).flip());
        crc.update(content.duplicate().limit(to).position(from));
        return (int) crc.getValue();
    }
}
