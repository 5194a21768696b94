package io.catena.server.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A database that remembers its batches, so that what a power cut leaves can be built anew for each moment: the batches
 * up to then, because each was synced before the next was begun.
 */
final class MemoryDatabase implements Database {
    private final NavigableMap<byte[], byte[]> content = new TreeMap<>(Arrays::compareUnsigned);
    private final List<Batch> batches = new ArrayList<>();
    private int writesUntilFailure = Integer.MAX_VALUE;

    /** The database as the first batches left it. */
    MemoryDatabase cutAfter(int count) {
        MemoryDatabase cut = new MemoryDatabase();
        batches.subList(0, count).forEach(cut::write);
        return cut;
    }

    int batches() {
        return batches.size();
    }

    /** The last batch. */
    Batch last() {
        return batches.get(batches.size() - 1);
    }

    void failAfter(int writes) {
        writesUntilFailure = writes;
    }

    @Override
    public byte[] get(byte[] key) {
        return content.get(key);
    }

    @Override
    public void write(Batch batch) {
        if (writesUntilFailure-- == 0) {
            throw new StoreWriteException("as asked for");
        }
        batches.add(batch);
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
