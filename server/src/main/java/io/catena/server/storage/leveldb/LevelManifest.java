package io.catena.server.storage.leveldb;

import io.catena.server.storage.files.CorruptStoreException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The part of LevelDB's manifest that says which files belong to the database. */
final class LevelManifest {
    private static final int COMPARATOR = 1;
    private static final int LOG_NUMBER = 2;
    private static final int NEXT_FILE = 3;
    private static final int LAST_SEQUENCE = 4;
    private static final int COMPACT_POINTER = 5;
    private static final int DELETED_FILE = 6;
    private static final int NEW_FILE = 7;
    private static final int PREVIOUS_LOG_NUMBER = 9;

    /**
     * A table where it lies.
     *
     * @param smallest the lowest key in it
     * @param largest the highest key in it
     */
    record Table(int level, long number, long bytes, byte[] smallest, byte[] largest) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Table table && table.level == level && table.number == number;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }
    }

    /** By number. */
    private final SortedMap<Long, Table> tables = new TreeMap<>();

    private long logNumber;
    private long previousLogNumber;

    /**
     * Reads the records of a manifest.
     *
     * @throws CorruptStoreException if they make no sense
     */
    LevelManifest(List<byte[]> records) {
        for (byte[] edit : records) {
            ByteBuffer in = ByteBuffer.wrap(edit);
            while (in.hasRemaining()) {
                read(in, (int) LevelNumbers.read(in));
            }
        }
    }

    /** The numbers of the tables. Their lengths are left aside: the engine in Java notes wrong ones. */
    Set<Long> tables() {
        return tables.keySet();
    }

    Collection<Table> inLevels() {
        return tables.values();
    }

    /** Logs from this number on are still needed. */
    long logNumber() {
        return logNumber;
    }

    /** Whether the log with this number is still needed. */
    boolean needsLog(long number) {
        return number >= logNumber || number == previousLogNumber;
    }

    private void read(ByteBuffer in, int tag) {
        switch (tag) {
            case COMPARATOR -> skip(in);
            case LOG_NUMBER -> logNumber = LevelNumbers.read(in);
            case PREVIOUS_LOG_NUMBER -> previousLogNumber = LevelNumbers.read(in);
            case NEXT_FILE, LAST_SEQUENCE -> LevelNumbers.read(in);
            case COMPACT_POINTER -> {
                LevelNumbers.read(in);
                skip(in);
            }
            case DELETED_FILE -> {
                LevelNumbers.read(in);
                tables.remove(LevelNumbers.read(in));
            }
            case NEW_FILE -> {
                Table table = new Table(
                        (int) LevelNumbers.read(in), LevelNumbers.read(in), LevelNumbers.read(in), key(in), key(in));
                tables.put(table.number(), table);
            }
            default -> throw new CorruptStoreException("LevelDB's manifest has an entry of unknown kind " + tag);
        }
    }

    /** Behind each key its sequence number and kind are noted. */
    private static byte[] key(ByteBuffer in) {
        long length = LevelNumbers.read(in);
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] noted = new byte[(int) length];
        in.get(noted);
        return Arrays.copyOf(noted, Math.max(0, noted.length - Long.BYTES));
    }

    private static void skip(ByteBuffer in) {
        long length = LevelNumbers.read(in);
        in.position(in.position() + (int) length);
    }
}
