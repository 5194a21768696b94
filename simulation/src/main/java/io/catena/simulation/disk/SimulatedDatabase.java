package io.catena.simulation.disk;

import io.catena.server.storage.files.StoreWriteException;
import io.catena.server.storage.leveldb.Batch;
import io.catena.server.storage.leveldb.Database;
import io.catena.simulation.run.SeededRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A LevelDB whose batches a crash leaves whole or not at all, in their order. */
final class SimulatedDatabase implements Database {
    private final Power power;
    private final SeededRandom seededRandom;
    private NavigableMap<byte[], byte[]> content = new TreeMap<>(Arrays::compareUnsigned);
    /** The content without {@link #unsynced}; null while there are none. */
    private NavigableMap<byte[], byte[]> synced;

    private final List<Batch> unsynced = new ArrayList<>();
    private boolean syncs = true;
    private long written;
    /** Whether of each batch only the last operation is carried out, which says what the others did. */
    private boolean losesContent;

    SimulatedDatabase(Power power, SeededRandom seededRandom) {
        this.power = power;
        this.seededRandom = seededRandom;
    }

    SimulatedDatabase copy(Power newPower) {
        SimulatedDatabase copy = new SimulatedDatabase(newPower, seededRandom);
        copy.content = new TreeMap<>(content);
        return copy;
    }

    /** Whether batches are durable when they are written. If not, they are with the next one that is. */
    void sync(boolean each) {
        syncs = each;
    }

    /** How many batches have been written. */
    long written() {
        return written;
    }

    void loseContent(boolean loses) {
        losesContent = loses;
    }

    /** The power has failed. */
    void crash() {
        if (synced != null) {
            content = synced;
            unsynced.subList(0, seededRandom.below(unsynced.size() + 1)).forEach(this::carryOut);
        }
        allIsSynced();
    }

    private void allIsSynced() {
        synced = null;
        unsynced.clear();
    }

    private void carryOut(Batch batch) {
        List<Batch.Operation> all = batch.operations();
        for (Batch.Operation operation : losesContent ? all.subList(all.size() - 1, all.size()) : all) {
            if (operation.value() == null) {
                content.remove(operation.key());
            } else {
                content.put(operation.key(), operation.value());
            }
        }
    }

    // ------------------------------------------------------------------------------------------- the port

    @Override
    public byte[] get(byte[] key) {
        return content.get(key);
    }

    @Override
    public void write(Batch batch) {
        if (power.failsNow()) {
            if (seededRandom.chance(0.5)) {
                carryOut(batch);
            }
            throw new StoreWriteException("a batch may be there or not", power.end());
        }
        if (syncs) {
            allIsSynced();
        } else {
            if (synced == null) {
                synced = new TreeMap<>(content);
            }
            unsynced.add(batch);
        }
        carryOut(batch);
        written++;
    }

    /** To be used at once: it looks at the content itself. */
    @Override
    public Cursor open() {
        return new Cursor() {
            private byte[] next;

            @Override
            public void seek(byte[] key) {
                next = content.ceilingKey(key);
            }

            @Override
            public Map.Entry<byte[], byte[]> next() {
                if (next == null) {
                    return null;
                }
                Map.Entry<byte[], byte[]> entry = content.ceilingEntry(next);
                next = content.higherKey(next);
                return entry;
            }

            @Override
            public void close() {
                next = null;
            }
        };
    }

    @Override
    public long approximateBytes(byte[] from, byte[] to) {
        return 0;
    }

    @Override
    public void close() {
        // There is nothing to give back.
    }
}
