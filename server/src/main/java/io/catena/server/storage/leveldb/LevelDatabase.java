package io.catena.server.storage.leveldb;

import io.catena.server.storage.files.CorruptStoreException;
import io.catena.server.storage.files.StoreClosedException;
import io.catena.server.storage.files.StoreException;
import io.catena.server.storage.files.StoreWriteException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.iq80.leveldb.CompressionType;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.DBIterator;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.Range;
import org.iq80.leveldb.ReadOptions;
import org.iq80.leveldb.WriteBatch;
import org.iq80.leveldb.WriteOptions;

/**
 * LevelDB behind the port. Each use holds a shared lock and closing takes it alone: LevelDB's native memory is freed on
 * closing although a thread still uses it, and that would end the process. Snapshots, manual compaction and repair are left
 * alone because they return wrong data in the versions in use.
 */
final class LevelDatabase implements Database {
    static final int WRITE_BUFFER_BYTES = 8 << 20;
    private static final int CACHE_BYTES = 8 << 20;

    private final DB db;
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
    /** Held while a batch is written: LevelDB would put several into one entry of its log, and {@link BatchEnd} knows one. */
    private final Object writing = new Object();

    private volatile boolean closing;
    private boolean closed;

    LevelDatabase(DB db) {
        this.db = db;
    }

    /** Opens the database in the directory, or makes one there. */
    static LevelDatabase open(Path directory, Engine engine) {
        Options options = new Options()
                .createIfMissing(true)
                .paranoidChecks(true)
                .verifyChecksums(true)
                .compressionType(CompressionType.NONE)
                .writeBufferSize(WRITE_BUFFER_BYTES)
                .cacheSize(CACHE_BYTES);
        try {
            return new LevelDatabase(engine.open(directory.toFile(), options));
        } catch (IOException | RuntimeException e) {
            String problem = "cannot open the replica's data in " + directory + ": " + e.getMessage();
            if (problem.contains("Corruption")) {
                throw new CorruptStoreException(problem, e);
            }
            throw new StoreException(problem, e);
        }
    }

    @Override
    public byte[] get(byte[] key) {
        enter();
        try {
            return db.get(key, new ReadOptions().verifyChecksums(true));
        } catch (RuntimeException e) {
            throw unreadable(e);
        } finally {
            leave();
        }
    }

    @Override
    public void write(Batch batch) {
        enter();
        try (WriteBatch out = db.createWriteBatch()) {
            for (Batch.Operation operation : batch.operations()) {
                if (operation.value() == null) {
                    out.delete(operation.key());
                } else {
                    out.put(operation.key(), operation.value());
                }
            }
            synchronized (writing) {
                db.write(out, new WriteOptions().sync(true));
            }
        } catch (IOException | RuntimeException e) {
            throw new StoreWriteException("a write to the disk failed; stop the process and find out why: " + e, e);
        } finally {
            leave();
        }
    }

    @Override
    public Cursor open() {
        enter();
        try {
            return new LevelCursor(
                    db.iterator(new ReadOptions().verifyChecksums(true).fillCache(false)));
        } catch (RuntimeException e) {
            leave();
            throw unreadable(e);
        }
    }

    @Override
    public long approximateBytes(byte[] from, byte[] to) {
        enter();
        try {
            return db.getApproximateSizes(new Range(from, to))[0];
        } catch (RuntimeException e) {
            throw unreadable(e);
        } finally {
            leave();
        }
    }

    @Override
    public void close() {
        closing = true;
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                db.close();
            }
        } catch (IOException e) {
            throw new StoreException("closing the replica's data failed; what was written is safe: " + e, e);
        } finally {
            use.writeLock().unlock();
        }
    }

    private void enter() {
        use.readLock().lock();
        if (closing) {
            leave();
            throw new StoreClosedException();
        }
    }

    private void leave() {
        use.readLock().unlock();
    }

    private static CorruptStoreException unreadable(RuntimeException cause) {
        return new CorruptStoreException("what LevelDB holds cannot be read (" + cause + ")", cause);
    }

    /** Holds the shared lock from its opening to its closing. */
    private final class LevelCursor implements Cursor {
        private final DBIterator iterator;

        LevelCursor(DBIterator iterator) {
            this.iterator = iterator;
        }

        @Override
        public void seek(byte[] key) {
            checkOpen();
            try {
                iterator.seek(key);
            } catch (RuntimeException e) {
                throw unreadable(e);
            }
        }

        @Override
        public Map.Entry<byte[], byte[]> next() {
            checkOpen();
            try {
                return iterator.hasNext() ? iterator.next() : null;
            } catch (RuntimeException e) {
                throw unreadable(e);
            }
        }

        @Override
        public void close() {
            try {
                iterator.close();
            } catch (IOException e) {
                throw new StoreException("closing a cursor failed: " + e, e);
            } finally {
                leave();
            }
        }

        /** A long scan gives way to closing at once. */
        private void checkOpen() {
            if (closing) {
                throw new StoreClosedException();
            }
        }
    }
}
