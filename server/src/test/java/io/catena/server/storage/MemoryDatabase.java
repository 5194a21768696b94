package io.catena.server.storage;

import io.catena.server.storage.leveldb.Batch;
import io.catena.server.storage.leveldb.Database;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A database in memory, which tells of each batch before it carries it out. */
final class MemoryDatabase implements Database {
    private final NavigableMap<byte[], byte[]> content = new TreeMap<>(Arrays::compareUnsigned);
    private final Consumer<Batch> synced;
    /** What happens, once, behind the next look at the content and before its answer. */
    Runnable meanwhile = () -> {};

    /** @param synced may throw: then the batch is not carried out */
    MemoryDatabase(Consumer<Batch> synced) {
        this.synced = synced;
    }

    @Override
    public byte[] get(byte[] key) {
        byte[] found = content.get(key);
        Runnable once = meanwhile;
        meanwhile = () -> {};
        once.run();
        return found;
    }

    @Override
    public void write(Batch batch) {
        synced.accept(batch);
        for (Batch.Operation operation : batch.operations()) {
            if (operation.value() == null) {
                content.remove(operation.key());
            } else {
                content.put(operation.key(), operation.value());
            }
        }
    }

    @Override
    public Cursor open() {
        NavigableMap<byte[], byte[]> view = new TreeMap<>(content);
        return new Cursor() {
            private NavigableMap<byte[], byte[]> behind = view;

            @Override
            public void seek(byte[] key) {
                behind = view.tailMap(key, true);
            }

            @Override
            public Map.Entry<byte[], byte[]> next() {
                Map.Entry<byte[], byte[]> entry = behind.firstEntry();
                if (entry != null) {
                    behind = view.tailMap(entry.getKey(), false);
                }
                return entry;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public long approximateBytes(byte[] from, byte[] to) {
        return 0;
    }

    @Override
    public void close() {}
}
