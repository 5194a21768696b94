package io.catena.server.storage;

import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.SessionTable;
import io.catena.server.chain.VersionedValue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Test;

public class UnflushedTest {
    private static final int ROUNDS = 300_000;

    private final Key key = Samples.key("k");
    private final Unflushed unflushed = new Unflushed(new SessionTable());
    /** The seq of the newest record that was added, and of that which LevelDB holds. */
    private final AtomicLong added = new AtomicLong();

    private final AtomicLong inLevelDb = new AtomicLong();

    /** As a store reads: first what LevelDB may lack, then LevelDB. */
    private long newestSeen() {
        VersionedValue recent = unflushed.get(key);
        return recent == null ? inLevelDb.get() : LogRecord.seqOf(recent.version());
    }

    @Test
    public void aReaderFindsWhatWasAddedAtEveryMomentOfItsWayIntoLevelDb() {
        unflushed.begin(new SessionTable());
        LogRecord[] records = new LogRecord[ROUNDS + 1];
        for (int seq = 1; seq <= ROUNDS; seq++) {
            records[seq] = Samples.record(seq, Samples.put("k", ""));
        }
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int seq = 1; seq <= ROUNDS; seq++) {
                unflushed.add(records[seq]);
                added.set(seq);
                unflushed.take();
                inLevelDb.set(seq);
                unflushed.flushed();
            }
        });
        while (!writer.isDone()) {
            long before = added.get();
            long seen = newestSeen();
            assertTrue(seen + " was read when " + before + " had been added", seen >= before);
        }
        writer.join();
    }
}
