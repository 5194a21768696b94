package io.catena.server.storage;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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

    private final Set<Long> tables = new TreeSet<>();

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
        return tables;
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
                LevelNumbers.read(in);
                tables.add(LevelNumbers.read(in));
                LevelNumbers.read(in);
                skip(in);
                skip(in);
            }
            default ->
                throw new CorruptStoreException("LevelDB's manifest has an entry of unknown kind " + tag
                        + "; stop the replica and let it copy the chain's state anew");
        }
    }

    private static void skip(ByteBuffer in) {
        long length = LevelNumbers.read(in);
        in.position(in.position() + (int) length);
    }
}
