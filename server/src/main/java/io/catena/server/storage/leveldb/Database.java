package io.catena.server.storage.leveldb;

import io.catena.server.storage.files.CorruptStoreException;
import io.catena.server.storage.files.StoreClosedException;
import io.catena.server.storage.files.StoreWriteException;
import java.util.Map;

/**
 * The little of LevelDB that a replica needs: an ordered map of bytes with atomic, synced writes. All methods may be
 * called by any thread at any time and throw {@link StoreClosedException} once the database is closed. Reads throw
 * {@link CorruptStoreException} for bytes that cannot be read or are not what was written.
 */
public interface Database extends AutoCloseable {
    /** The value, or null. */
    byte[] get(byte[] key);

    /**
     * Carries out the whole batch or nothing of it; on the disk when the call returns.
     *
     * @throws StoreWriteException if it may have failed; the database must not be written to any more
     */
    void write(Batch batch);

    /** Looks at the database as it is now: later writes do not show. To be closed by the thread that opened it. */
    Cursor open();

    /** Roughly the bytes on the disk of the keys from one (inclusive) to another (exclusive); recent ones may be missing. */
    long approximateBytes(byte[] from, byte[] to);

    /** Waits until no call is under way, then closes the database; a second call has no effect. */
    @Override
    void close();

    /** A position in a view of the database. */
    interface Cursor extends AutoCloseable {
        /** Goes to the first key that is not below the given one. */
        void seek(byte[] key);

        /** The entry here, and goes on to the next; null at the end. */
        Map.Entry<byte[], byte[]> next();

        @Override
        void close();
    }
}
