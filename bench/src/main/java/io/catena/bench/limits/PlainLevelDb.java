package io.catena.bench.limits;

import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.fusesource.leveldbjni.JniDBFactory;
import org.iq80.leveldb.CompressionType;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.WriteBatch;
import org.iq80.leveldb.WriteOptions;

/**
 * LevelDB alone: each step is one synced batch with a record as a log entry and its puts. No class of Catena writes.
 */
final class PlainLevelDb implements Repeated.Step {
    private final DB database;
    private final List<LogRecord> records;
    private long seq;

    /** The native library must have been loaded before. */
    PlainLevelDb(Path folder, List<LogRecord> records) throws IOException {
        this.database = JniDBFactory.factory.open(
                folder.toFile(), new Options().createIfMissing(true).compressionType(CompressionType.NONE));
        this.records = records;
    }

    @Override
    public void run() throws IOException {
        LogRecord record = records.get((int) (seq % records.size()));
        try (WriteBatch batch = database.createWriteBatch()) {
            batch.put(ByteBuffer.allocate(9).put((byte) 'l').putLong(seq++).array(), record.bytes());
            for (LoggedWrite write : record.writes()) {
                batch.put(write.key().bytes(), write.value());
            }
            database.write(batch, new WriteOptions().sync(true));
        }
    }

    @Override
    public void close() throws IOException {
        database.close();
    }
}
