package io.catena.server.storage;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Sessions;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.WriteId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Test;

/** Faults 24 and 25: whenever the power fails, the disk holds what the last finished call left. */
public class CrashTest {
    private static final int STEPS = 120;
    private static final int RETAIN_BYTES = 300;

    private final MemoryDatabase database = new MemoryDatabase();
    private final ReplicaStore store = new ReplicaStore(database, RETAIN_BYTES, null);
    private final Model model = new Model();
    /** For each number of batches on the disk, what may be found then. */
    private final List<Set<String>> allowed = new ArrayList<>();

    private Random random;
    private long lineage = 1;
    private long epoch = 1;

    @Test
    public void everyCutOfARandomRunLeavesWhatTheLastFinishedCallLeft() {
        for (int i = 0; i < 20; i++) {
            long seed = System.nanoTime() + i;
            CrashTest run = new CrashTest();
            try {
                run.check(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + "L: " + e.getMessage(), e);
            }
        }
    }

    private void check(long seed) {
        random = new Random(seed);
        store.recover();
        allowed.add(Set.of(model.toString()));
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        for (int cut = 0; cut < allowed.size(); cut++) {
            MemoryDatabase rest = database.cutAfter(cut);
            String found = Model.of(new ReplicaStore(rest, RETAIN_BYTES, null).recover(), rest);
            assertTrue("after batch " + cut + ": " + found, allowed.get(cut).contains(found));
            String again = Model.of(new ReplicaStore(rest, RETAIN_BYTES, null).recover(), rest);
            assertEquals("a crash right after recovery", found, again);
        }
    }

    private void step() {
        String before = model.toString();
        boolean installing = !model.installing.equals("none");
        int dice = random.nextInt(20);
        if (dice == 0) {
            DiskWrite reset = new DiskWrite(true, -1, records(1, random.nextInt(3)), List.of(), ++epoch, ++lineage, 0);
            store.write(reset);
            model.write(reset);
            note(before, Model.wiped(lineage, epoch, "none"));
        } else if (dice == 1 || installing) {
            install(dice == 1, before);
        } else {
            DiskWrite write = write();
            store.write(write);
            model.write(write);
            note(before, before);
        }
        assertEquals(database.batches() + 1, allowed.size());
    }

    private DiskWrite write() {
        long truncateTo = random.nextInt(5) == 0 ? model.applied + random.nextInt(model.pending.size() + 1) : -1;
        long end = truncateTo < 0 ? model.logEnd() : truncateTo;
        List<LogRecord> append = records(end + 1, random.nextInt(3));
        List<LogRecord> all = new ArrayList<>(model.pending.headMap(end, true).values());
        all.addAll(append);
        List<LogRecord> apply = all.subList(0, random.nextInt(all.size() + 1));
        epoch += random.nextInt(10) == 0 ? 1 : 0;
        return new DiskWrite(false, truncateTo, append, apply, epoch, lineage, Long.MAX_VALUE);
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
                writes.add(random.nextInt(3) == 0 ? Samples.delete(key) : Samples.put(key, "v" + random.nextInt(), id));
            }
            records.add(LogRecord.encode(firstSeq + i, epoch, writes));
        }
        return records;
    }

    private void install(boolean fromBeginning, String before) {
        String after = fromBeginning ? null : model.installing.replaceAll(".* up to ", "");
        long seq = fromBeginning ? 10 + random.nextInt(50) : Long.parseLong(model.installing.replaceAll(" .*", ""));
        int from = after == null ? 0 : Integer.parseInt(after.substring(1)) + 1;
        byte[] sessions = random.nextInt(3) == 0 ? new Sessions().encodeAll() : null;
        SnapshotChunk chunk = Samples.chunk(seq, after, sessions, numbered(from), numbered(from + 1));
        store.installChunk(chunk, lineage, epoch);
        model.install(chunk, lineage, epoch);
        note(before, fromBeginning ? Model.wiped(lineage, epoch, seq + " up to null") : before);
    }

    /** Keys that sort like their numbers. */
    private static String numbered(int number) {
        return String.format("k%03d", number);
    }

    /** Takes note of what may be found after each batch of the step that is done: in between, or as it ended. */
    private void note(String before, String between) {
        while (allowed.size() < database.batches()) {
            allowed.add(Set.of(before, between));
        }
        allowed.add(Set.of(model.toString()));
    }

    @Test
    public void afterAFailedWriteNothingIsWrittenAnyMore() {
        store.recover();
        LogRecord one = Samples.record(1, Samples.put("a", "1"));
        database.failAfter(0);
        assertThrows(StoreWriteException.class, () -> store.write(Samples.append(one)));
        int batches = database.batches();
        assertThrows(StoreWriteException.class, () -> store.write(Samples.append(one)));
        assertThrows(StoreWriteException.class, () -> store.installChunk(Samples.chunk(5, null, null, "a"), 1, 1));
        assertEquals(batches, database.batches());
        assertFalse("reading goes on", store.get(Samples.key("a")).exists());
    }

    @Test
    public void everyWriteIsOneBatchThatEndsInTheMark() {
        store.recover();
        store.write(Samples.appendAndApply(Samples.record(1, Samples.put("a", "1"), Samples.openSession())));
        assertEquals(1, database.batches());
        List<Batch.Operation> operations = database.last().operations();
        byte[] end = operations.get(operations.size() - 1).value();
        assertTrue(BatchEnd.isIn(end, end.length - BatchEnd.BYTES));
    }

    @Test
    public void aMissingRecordIsFoundAtRecovery() {
        store.recover();
        for (int seq = 1; seq <= 3; seq++) {
            store.write(Samples.append(Samples.record(seq, Samples.put("a", "1"))));
        }
        for (long missing : new TreeSet<>(Set.of(1L, 2L, 3L))) {
            MemoryDatabase damaged = database.cutAfter(database.batches());
            Batch batch = new Batch();
            batch.delete(Keys.log(missing));
            damaged.write(batch);
            assertThrows(
                    "record " + missing,
                    CorruptStoreException.class,
                    () -> new ReplicaStore(damaged, 0, null).recover());
        }
    }

    @Test
    public void anythingThatHasChangedIsFound() {
        store.recover();
        store.write(Samples.appendAndApply(Samples.record(1, Samples.put("a", "1"), Samples.openSession())));
        store.write(Samples.append(Samples.record(2, Samples.put("b", "1"))));
        for (byte[] key : List.of(Keys.state(), Keys.log(1), Keys.log(2), Keys.data(Samples.key("a")))) {
            MemoryDatabase damaged = database.cutAfter(database.batches());
            byte[] value = damaged.get(key).clone();
            value[value.length / 2] ^= 4;
            Batch batch = new Batch();
            batch.put(key, value);
            damaged.write(batch);
            assertThrows(CorruptStoreException.class, () -> {
                ReplicaStore opened = new ReplicaStore(damaged, 0, null);
                opened.recover();
                opened.get(Samples.key("a"));
            });
        }
    }

    @Test
    public void dataWithoutAStateIsNoEmptyStore() {
        Batch batch = new Batch();
        batch.put(Keys.data(Samples.key("a")), new byte[12]);
        database.write(batch);
        assertThrows(CorruptStoreException.class, store::recover);
    }

    @Test
    public void whileOlderContentGoesItsRecordsAreNotHandedOut() {
        store.recover();
        store.write(Samples.appendAndApply(Samples.record(1, Samples.put("a", "1"))));
        int before = database.batches();
        store.write(Samples.reset(2, 2));
        MemoryDatabase wiping = database.cutAfter(before + 1);
        assertTrue("the log goes after the data", wiping.get(Keys.log(1)) != null);
        StoreViews views = new StoreViews(wiping);
        assertTrue(views.readLog(1, 1000).isEmpty());
        assertThrows(IncompleteStoreException.class, views::digest);
    }
}
