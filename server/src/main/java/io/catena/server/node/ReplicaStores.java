package io.catena.server.node;

import io.catena.server.storage.DataDirectory;
import io.catena.server.storage.DataDirectoryException;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.storage.leveldb.Engine;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The stores of a node's replicas, by chain. Thread-safe. */
final class ReplicaStores implements AutoCloseable {
    private static final long LEAST_RETAINED_BYTES = 1 << 20;

    private final DataDirectory directory;
    private final Engine engine;
    private final long retainLogBytes;
    private final int expected;
    private final Map<Integer, ReplicaStore> open = new ConcurrentHashMap<>();

    /**
     * @param retainLogBytes how many bytes of applied records stay in all logs together
     * @param expected among how many stores that and the memory for values that were looked up are divided
     */
    ReplicaStores(DataDirectory directory, long retainLogBytes, int expected) throws DataDirectoryException {
        this.directory = directory;
        this.engine = Engine.choose(directory.nativeLibraries());
        this.retainLogBytes =
                expected == 1 ? retainLogBytes : Math.max(LEAST_RETAINED_BYTES, retainLogBytes / expected);
        this.expected = expected;
    }

    /** The store of a chain, which is opened if it is not open. May take a while: see {@link ReplicaStore#open}. */
    ReplicaStore of(int chain) {
        return open.computeIfAbsent(
                chain, c -> ReplicaStore.open(directory.chain(c), engine, retainLogBytes, expected));
    }

    /** As {@link ReplicaStore#spaceIsScarce}, of all of them. */
    void spaceIsScarce(boolean scarce) {
        open.values().forEach(store -> store.spaceIsScarce(scarce));
    }

    @Override
    public void close() {
        open.values().forEach(ReplicaStore::close);
    }
}
