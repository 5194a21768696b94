package io.catena.server.storage;

import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.SessionTable;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.WriteId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/** One of the chains of a random run: draws what its store is to do next, and keeps what it must hold. */
final class ChainOfTest {
    private final Random random;
    final ReplicaStore store;
    final Model model = new Model();
    private long lineage = 1;
    private long epoch = 1;

    ChainOfTest(ReplicaStore store, Random random) {
        this.store = store;
        this.random = random;
    }

    boolean isInstalling() {
        return !model.installing.equals("none");
    }

    /** A write that changes the log; only an epoch while a snapshot comes. */
    DiskWrite write() {
        if (isInstalling()) {
            return new DiskWrite(false, -1, List.of(), List.of(), ++epoch, lineage, 0);
        }
        long truncateTo = random.nextInt(5) == 0 ? model.applied + random.nextInt(model.pending.size() + 1) : -1;
        long end = truncateTo < 0 ? model.logEnd() : truncateTo;
        List<LogRecord> append = records(end + 1, random.nextInt(3));
        List<LogRecord> all = new ArrayList<>(model.pending.headMap(end, true).values());
        all.addAll(append);
        List<LogRecord> apply = all.subList(0, random.nextInt(all.size() + 1));
        epoch += !append.isEmpty() && random.nextInt(10) == 0 ? 1 : 0;
        long keepFrom = random.nextInt(3) == 0 ? Math.max(1, model.logEnd() - 3) : Long.MAX_VALUE;
        return new DiskWrite(false, truncateTo, append, apply, epoch, lineage, keepFrom);
    }

    DiskWrite reset() {
        return new DiskWrite(true, -1, records(1, random.nextInt(3)), List.of(), ++epoch, ++lineage, 0);
    }

    /** Takes in a piece of a snapshot; what may be found meanwhile besides the states before and after. */
    Set<String> install(boolean fromBeginning) {
        String after = fromBeginning ? null : model.installing.replaceAll(".* up to ", "");
        long seq = fromBeginning ? 10 + random.nextInt(50) : Long.parseLong(model.installing.replaceAll(" .*", ""));
        int from = after == null ? 0 : Integer.parseInt(after.substring(1)) + 1;
        byte[] sessions = random.nextInt(3) == 0 ? new SessionTable().encodeAll() : null;
        SnapshotChunk chunk = Samples.chunk(seq, after, sessions, numbered(from), numbered(from + 1));
        store.installChunk(chunk, lineage, epoch);
        model.install(chunk, lineage, epoch);
        return fromBeginning ? Set.of(Model.wiped(lineage, epoch, seq + " up to null")) : Set.of();
    }

    /** The node gives the replica up, and gets it again. */
    void forget() {
        store.forget();
        store.recover();
        model.forget();
        lineage = 1;
        epoch = 1;
    }

    /** What a crash in a reset may leave besides the states before and after. */
    Set<String> wiped() {
        return Set.of(Model.wiped(lineage, epoch, "none"));
    }

    /** Keys that sort like their numbers. */
    private static String numbered(int number) {
        return String.format(Locale.ROOT, "k%03d", number);
    }

    private List<LogRecord> records(long firstSeq, int count) {
        List<LogRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<LoggedWrite> writes = new ArrayList<>();
            if (random.nextInt(4) == 0) {
                writes.add(Samples.openSession());
            }
            for (int left = random.nextInt(3); left > 0; left--) {
                String key = "k" + random.nextInt(8);
                long session = LogRecord.encode(1 + random.nextInt((int) firstSeq), 1, List.of())
                        .versionOf(0);
                WriteId id = new WriteId(session, 1 + random.nextInt(9), 1);
                writes.add(random.nextInt(3) == 0 ? Samples.delete(key) : Samples.put(key, value(), id));
            }
            records.add(LogRecord.encode(firstSeq + i, epoch, writes));
        }
        return records;
    }

    /** Some are longer than a sector, so that a block can be torn in between. */
    private String value() {
        return "v" + random.nextInt() + (random.nextInt(4) == 0 ? "x".repeat(1200) : "");
    }
}
