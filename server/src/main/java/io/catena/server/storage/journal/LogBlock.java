package io.catena.server.storage.journal;

import io.catena.server.chain.LogRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What one synced write adds to the journal (D1, D6, D11): whole on the disk, or not there, with the parts of all its chains.
 *
 * <p>Layout, big-endian: magic (4 bytes), length of all (4), number (8). Where there are many chains: number of parts (4), and
 * then at the beginning of each part its chain (4) and whether it repeats (1). Of each part: epoch, lineage, applied, truncateTo,
 * seq of the first record (8 each), number of records (4), their lengths (4 each). Then the records of all parts, in the order
 * of the parts, and a CRC32C (4). The checksum begins with the salt of the file, so that no content of records can look like
 * a block.
 *
 * @param number one more than that of the block before
 */
public record LogBlock(long number, List<LogPart> parts) {
    /** Blocks begin at multiples of this: what follows a block that was torn can be found. */
    public static final int ALIGNMENT = 512;

    private static final int MAGIC = 0xCA7E4A10;
    private static final int BEGIN_BYTES = 4 + 4 + Long.BYTES;
    private static final int PART_BYTES = 5 * Long.BYTES + 4;
    private static final int CHECKSUM_BYTES = 4;

    /** A block as it is found. */
    record Found(long number, List<PlacedPart> parts, int bytes) {}

    int bytes(LogLayout layout) {
        int bytes = CHECKSUM_BYTES + headerBytes(layout);
        for (LogPart part : parts) {
            bytes += part.recordBytes();
        }
        return bytes;
    }

    private int headerBytes(LogLayout layout) {
        int bytes = BEGIN_BYTES + layout.countBytes();
        for (LogPart part : parts) {
            bytes += layout.tagBytes()
                    + PART_BYTES
                    + Integer.BYTES * part.records().size();
        }
        return bytes;
    }

    /** The bytes that a block takes in a file. */
    public static int aligned(int bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Puts the block into the buffer, and zeros up to the next multiple of {@link #ALIGNMENT}. */
    void encode(LogLayout layout, long salt, ByteBuffer out) {
        int begin = out.position();
        int bytes = bytes(layout);
        out.putInt(MAGIC).putInt(bytes).putLong(number);
        if (layout.countBytes() > 0) {
            out.putInt(parts.size());
        }
        for (LogPart part : parts) {
            if (layout.tagBytes() > 0) {
                out.putInt(part.chain()).put((byte) (part.repeats() ? 1 : 0));
            }
            out.putLong(part.epoch()).putLong(part.lineage()).putLong(part.applied());
            out.putLong(part.truncateTo()).putLong(part.firstSeq());
            out.putInt(part.records().size());
            for (LogRecord record : part.records()) {
                out.putInt(record.bytes().length);
            }
        }
        for (LogPart part : parts) {
            for (LogRecord record : part.records()) {
                out.put(record.bytes());
            }
        }
        out.putInt(checksum(salt, out, begin, out.position()));
        out.put(new byte[aligned(bytes) - bytes]);
    }

    /** Where its records are in a file in which the block begins there. */
    List<PlacedPart> placed(LogLayout layout, int at) {
        List<PlacedPart> placed = new ArrayList<>(parts.size());
        int position = at + headerBytes(layout);
        for (LogPart part : parts) {
            int count = part.records().size();
            int[] lengths = new int[count];
            for (int i = 0; i < count; i++) {
                lengths[i] = part.records().get(i).bytes().length;
            }
            placed.add(new PlacedPart(part.withoutRecords(), part.firstSeq(), positions(lengths, position), lengths));
            position += part.recordBytes();
        }
        return placed;
    }

    private static int[] positions(int[] lengths, int from) {
        int[] positions = new int[lengths.length];
        int next = from;
        for (int i = 0; i < lengths.length; i++) {
            positions[i] = next;
            next += lengths[i];
        }
        return positions;
    }

    /**
     * The block that begins there; null if none does, or if it is not whole.
     *
     * @param file a file's content from its beginning
     */
    static Found find(LogLayout layout, long salt, ByteBuffer file, int at) {
        int least = BEGIN_BYTES + layout.countBytes() + CHECKSUM_BYTES;
        if (at + least > file.limit() || file.getInt(at) != MAGIC) {
            return null;
        }
        int bytes = file.getInt(at + 4);
        if (bytes < least || bytes > file.limit() - at) {
            return null;
        }
        int end = at + bytes - CHECKSUM_BYTES;
        if (file.getInt(end) != checksum(salt, file, at, end)) {
            return null;
        }
        ByteBuffer in = file.duplicate().position(at + 8).limit(end);
        long number = in.getLong();
        int count = layout.countBytes() > 0 ? in.getInt() : 1;
        List<PlacedPart> unplaced = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            unplaced.add(decodePart(layout, in));
        }
        List<PlacedPart> parts = new ArrayList<>(count);
        int position = in.position();
        for (PlacedPart part : unplaced) {
            int[] positions = positions(part.lengths(), position);
            parts.add(new PlacedPart(part.part(), part.firstSeq(), positions, part.lengths()));
            for (int length : part.lengths()) {
                position += length;
            }
        }
        return new Found(number, parts, bytes);
    }

    private static PlacedPart decodePart(LogLayout layout, ByteBuffer in) {
        boolean tagged = layout.tagBytes() > 0;
        int chain = tagged ? in.getInt() : LogLayout.ONLY_CHAIN;
        boolean repeats = tagged && in.get() != 0;
        LogPart part = new LogPart(chain, repeats, in.getLong(), in.getLong(), in.getLong(), in.getLong(), List.of());
        long firstSeq = in.getLong();
        int[] lengths = new int[in.getInt()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = in.getInt();
        }
        return new PlacedPart(part, firstSeq, new int[0], lengths);
    }

    private static int checksum(long salt, ByteBuffer content, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(salt).flip());
        crc.update(content.duplicate().limit(to).position(from));
        return (int) crc.getValue();
    }
}
