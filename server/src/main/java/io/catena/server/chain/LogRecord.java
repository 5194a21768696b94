package io.catena.server.chain;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One entry of the log: a batch of writes under one seq. The encoded form is made once, by the head, and is what
 * travels down the chain and lies on every disk; a checksum at its end guards it all the way.
 *
 * <p>Layout, big-endian: {@link ClusterFormat#recordLayout} (1 byte), seq (8), epoch of its making (8), number of writes (4), the writes, CRC32C of
 * all before it (4). A write: kind (1), flags (1), key length (2) and key, value length (4) and value, then as flagged
 * session, request and lowest unanswered (8 each), and the previous version (8) with its value (length 4, -1 if
 * absent).
 */
public final class LogRecord {
    /** A record holds at most this many writes. */
    public static final int MAX_WRITES = 1 << 16;

    /** About what a write takes in memory beyond its key and value, wherever it waits (Q1). */
    static final int WRITE_MEMORY_BYTES = 200;

    /** The limit of the two bytes for the length of a key; users' keys are shorter. */
    private static final int MAX_KEY_LENGTH = 0xffff;

    private static final byte LAYOUT = 1;
    private static final int INDEX_BITS = 16;
    private static final int HEADER_BYTES = 1 + 8 + 8 + 4;
    private static final int CHECKSUM_BYTES = 4;
    private static final int SMALLEST_WRITE_BYTES = 1 + 1 + 2 + 4;
    private static final int HAS_ID = 1;
    private static final int HAS_PREVIOUS = 2;
    private static final LoggedWrite.Kind[] KINDS = LoggedWrite.Kind.values();

    private final long seq;
    private final long epoch;
    private final int writeCount;
    /** Null if they are decoded whenever they are asked for. */
    private final List<LoggedWrite> writes;

    private final byte[] bytes;

    private LogRecord(long seq, long epoch, int writeCount, List<LoggedWrite> writes, byte[] bytes) {
        this.seq = seq;
        this.epoch = epoch;
        this.writeCount = writeCount;
        this.writes = writes;
        this.bytes = bytes;
    }

    /** Makes a record in the first format. */
    public static LogRecord encode(long seq, long epoch, List<LoggedWrite> writes) {
        return encode(ClusterFormat.FIRST, seq, epoch, writes);
    }

    /**
     * Makes the record that the head puts into its log. It never exceeds the limits of {@link #decode}.
     *
     * @param format of the epoch
     */
    static LogRecord encode(ClusterFormat format, long seq, long epoch, List<LoggedWrite> writes) {
        Invariant.check(writes.size() <= MAX_WRITES, "record %d would have %d writes", seq, writes.size());
        int size = HEADER_BYTES + CHECKSUM_BYTES;
        for (LoggedWrite write : writes) {
            size += sizeOf(write);
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.put(format.recordLayout()).putLong(seq).putLong(epoch).putInt(writes.size());
        for (LoggedWrite write : writes) {
            put(out, write);
        }
        out.putInt(checksum(out.array(), size - CHECKSUM_BYTES));
        return new LogRecord(seq, epoch, writes.size(), List.copyOf(writes), out.array());
    }

    /**
     * Reads a record as it came off the wire or the disk; the array is kept, not copied.
     *
     * @throws CorruptRecordException if the checksum does not fit or the content makes no sense
     */
    public static LogRecord decode(byte[] bytes) {
        if (bytes.length < HEADER_BYTES + CHECKSUM_BYTES) {
            throw new CorruptRecordException("a record of " + bytes.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int end = bytes.length - CHECKSUM_BYTES;
        if (in.getInt(end) != checksum(bytes, end)) {
            throw new CorruptRecordException("the checksum of a record of " + bytes.length + " bytes does not fit");
        }
        in.limit(end);
        byte layout = in.get();
        if (layout != LAYOUT) {
            throw new CorruptRecordException("a record of layout " + layout + "; this version knows " + LAYOUT);
        }
        try {
            long seq = in.getLong();
            long epoch = in.getLong();
            int count = in.getInt();
            if (count < 0 || count > MAX_WRITES || count > in.remaining() / SMALLEST_WRITE_BYTES) {
                throw new CorruptRecordException(count + " writes in a record of " + bytes.length + " bytes");
            }
            List<LoggedWrite> writes = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                writes.add(get(in));
            }
            if (in.hasRemaining()) {
                throw new CorruptRecordException(in.remaining() + " bytes too many in record " + seq);
            }
            return new LogRecord(seq, epoch, count, Collections.unmodifiableList(writes), bytes);
        } catch (java.nio.BufferUnderflowException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new CorruptRecordException("a record of " + bytes.length + " bytes ends too early");
        }
    }

    public long seq() {
        return seq;
    }

    /**
     * The version that a write of this record gives to its key (W11): it rises from write to write, so that two writes
     * of one key in one record can be told apart.
     */
    public long versionOf(int index) {
        return versionOf(seq, index);
    }

    static long versionOf(long seq, int index) {
        return seq << INDEX_BITS | index;
    }

    /** The seq of the record that holds the write which made this version. */
    public static long seqOf(long version) {
        return version >>> INDEX_BITS;
    }

    /** The epoch of the head that made the record. */
    public long epoch() {
        return epoch;
    }

    public List<LoggedWrite> writes() {
        return writes == null ? decode(bytes).writes : writes;
    }

    /** The same record without its decoded form, which takes more memory: for records that are seldom read again. */
    LogRecord encodedOnly() {
        return new LogRecord(seq, epoch, writeCount, null, bytes);
    }

    /** The encoded form; not a copy, not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    int writeCount() {
        return writeCount;
    }

    /**
     * About what the record takes in memory, or costs to go through: many small writes cost more than one large one.
     */
    public long memoryBytes() {
        return bytes.length + (long) writeCount * WRITE_MEMORY_BYTES;
    }

    /** The checksum at the end of the encoded form. */
    public int checksum() {
        return ByteBuffer.wrap(bytes).getInt(bytes.length - CHECKSUM_BYTES);
    }

    @Override
    public String toString() {
        return "record " + seq + " of epoch " + epoch + " (" + bytes.length + " bytes)";
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static int sizeOf(LoggedWrite write) {
        int size = SMALLEST_WRITE_BYTES;
        size += write.key() == null ? 0 : write.key().bytes().length;
        size += write.value() == null ? 0 : write.value().length;
        size += write.id() == null ? 0 : 3 * 8;
        if (write.previous() != null) {
            size += 8 + 4 + (write.previous().exists() ? write.previous().value().length : 0);
        }
        return size;
    }

    private static void put(ByteBuffer out, LoggedWrite write) {
        int flags = (write.id() == null ? 0 : HAS_ID) | (write.previous() == null ? 0 : HAS_PREVIOUS);
        byte[] key = write.key() == null ? new byte[0] : write.key().bytes();
        byte[] value = write.value() == null ? new byte[0] : write.value();
        out.put((byte) write.kind().ordinal()).put((byte) flags);
        Invariant.check(key.length <= MAX_KEY_LENGTH, "a record would have a key of %d bytes", key.length);
        out.putShort((short) key.length).put(key).putInt(value.length).put(value);
        if (write.id() != null) {
            WriteId id = write.id();
            out.putLong(id.session()).putLong(id.request()).putLong(id.lowestUnanswered());
        }
        if (write.previous() != null) {
            VersionedValue previous = write.previous();
            out.putLong(previous.version());
            if (previous.exists()) {
                out.putInt(previous.value().length).put(previous.value());
            } else {
                out.putInt(-1);
            }
        }
    }

    private static LoggedWrite get(ByteBuffer in) {
        LoggedWrite.Kind kind = KINDS[in.get()];
        int flags = in.get();
        byte[] key = bytes(in, in.getShort() & 0xffff);
        byte[] value = bytes(in, in.getInt());
        WriteId id = (flags & HAS_ID) == 0 ? null : new WriteId(in.getLong(), in.getLong(), in.getLong());
        VersionedValue previous = null;
        if ((flags & HAS_PREVIOUS) != 0) {
            long version = in.getLong();
            int length = in.getInt();
            previous = new VersionedValue(length < 0 ? null : bytes(in, length), version);
        }
        boolean session = kind == LoggedWrite.Kind.OPEN_SESSION;
        return new LoggedWrite(
                kind, session ? null : new Key(key), kind == LoggedWrite.Kind.PUT ? value : null, id, previous);
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new CorruptRecordException("a length of " + length + " where " + in.remaining() + " bytes remain");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
