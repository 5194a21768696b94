package io.catena.bench.limits;

import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.LogRecord;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.storage.leveldb.Engine;
import java.nio.file.Path;
import java.util.List;

/** The store of a node: each step appends a record to the log and applies it, in one synced write. */
final class StoreOfNode implements Repeated.Step {
    private static final long RETAIN_LOG_BYTES = 64L << 20;

    private final ReplicaStore store;
    private final RecordSource source;

    StoreOfNode(Path folder, Engine engine, RecordSource source) {
        this.store = ReplicaStore.open(folder, engine, RETAIN_LOG_BYTES);
        this.store.recover();
        this.source = source;
    }

    @Override
    public void run() {
        List<LogRecord> one = List.of(source.next());
        store.write(new DiskWrite(false, -1, one, one, 1, 1, Long.MAX_VALUE));
    }

    @Override
    public void close() {
        store.close();
    }
}
