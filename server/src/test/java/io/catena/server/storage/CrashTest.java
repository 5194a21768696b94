package io.catena.server.storage;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.SessionTable;
import io.catena.server.chain.StoredState;
import io.catena.server.storage.files.CorruptStoreException;
import io.catena.server.storage.files.StoreWriteException;
import io.catena.server.storage.journal.LogBlock;
import io.catena.server.storage.leveldb.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Test;

/** Faults 24 and 25: whenever the power fails, the disk holds what the last finished call left. */
public class CrashTest {
    private static final int STEPS = 120;
    private static final int RETAIN_BYTES = 3000;
    private static final int SEGMENT_BYTES = 1500;

    private final MemoryDisk disk = new MemoryDisk();
    private final ReplicaStore store = disk.store(SEGMENT_BYTES, RETAIN_BYTES);
    /** For each number of changes on the disk, what may be found then. */
    private final List<Set<String>> allowed = new ArrayList<>();

    private Random random;
    private ChainOfTest chain;
    private Model model;

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
        chain = new ChainOfTest(store, random);
        model = chain.model;
        store.recover();
        allowed.add(model.afterACrash());
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        for (int cut = 0; cut < allowed.size(); cut++) {
            check("after change " + cut, disk.cutAfter(cut), allowed.get(cut));
            MemoryDisk torn = disk.tornAfter(cut, random);
            if (torn != null) {
                check("torn behind change " + cut, torn, allowed.get(cut));
            }
        }
    }

    private static void check(String when, MemoryDisk rest, Set<String> allowed) {
        String found = Model.of(reopened(rest).recover(), rest.database);
        assertTrue(when + ": " + found + " of " + allowed, allowed.contains(found));
        int changes = rest.changes();
        String again = Model.of(reopened(rest).recover(), rest.database);
        assertEquals("a crash right after recovery", found, again);
        assertEquals("nothing is left to be mended", changes, rest.changes());
        assertGoesOn(when, rest);
    }

    /** Through more than one file of the log, and through another crash. */
    private static void assertGoesOn(String when, MemoryDisk rest) {
        ReplicaStore store = reopened(rest);
        StoredState found = store.recover();
        if (found.partialSnapshot() != null) {
            return;
        }
        long end = found.logEnd();
        for (int i = 1; i <= 5; i++) {
            LogRecord next = Samples.record(end + i, Samples.put("next", new byte[i == 1 ? 1 : 400]));
            store.write(new DiskWrite(false, -1, List.of(next), List.of(), found.epoch(), found.lineage(), 0));
        }
        assertEquals(when, end + 5, reopened(rest).recover().logEnd());
    }

    private static ReplicaStore reopened(MemoryDisk rest) {
        return rest.store(SEGMENT_BYTES, RETAIN_BYTES);
    }

    private void step() {
        Set<String> before = model.afterACrash();
        boolean installing = chain.isInstalling();
        int dice = random.nextInt(20);
        if (dice == 0) {
            write(chain.reset());
            note(before, chain.wiped());
        } else if (dice == 1 || installing && dice < 15) {
            note(before, chain.install(dice == 1));
        } else if (!installing && dice < 6) {
            assertEquals(model.applied, store.digest().applied());
            note(before, before);
        } else {
            write(chain.write());
            note(before, before);
        }
        assertEquals(disk.changes() + 1, allowed.size());
    }

    private void write(DiskWrite write) {
        store.write(write);
        model.write(write);
    }

    /** Takes note of what may be found after each change of the step that is done: in between, or as it ended. */
    private void note(Set<String> before, Set<String> between) {
        Set<String> any = new TreeSet<>(before);
        any.addAll(between);
        any.addAll(model.afterACrash());
        while (allowed.size() < disk.changes()) {
            allowed.add(any);
        }
        if (allowed.size() == disk.changes()) {
            allowed.add(model.afterACrash());
        }
    }

    @Test
    public void whatOnlyAppliesWritesNothingAndTheNextBlockSaysIt() {
        store.recover();
        LogRecord one = Samples.record(1, Samples.put("a", "1"));
        store.write(Samples.append(one));
        int changes = disk.changes();
        store.write(Samples.apply(one));
        assertEquals("nothing is written", changes, disk.changes());
        assertTrue(store.get(Samples.key("a")).exists());
        assertEquals(
                "pending again", 0, reopened(disk.cutAfter(changes)).recover().applied());
        store.write(Samples.append(Samples.record(2, Samples.put("a", "2"))));
        assertEquals(1, reopened(disk.cutAfter(disk.changes())).recover().applied());
    }

    @Test
    public void whatOnlyAppliesMayBeInLevelDbAndInNoBlock() {
        store.recover();
        LogRecord one = Samples.record(1, Samples.put("a", "1"));
        store.write(Samples.append(one));
        store.write(Samples.apply(one));
        store.digest();
        assertEquals(1, reopened(disk.cutAfter(disk.changes())).recover().applied());
    }

    @Test
    public void afterAFailedWriteNothingIsWrittenAnyMore() {
        store.recover();
        store.write(Samples.append(Samples.record(1, Samples.put("a", "1"))));
        LogRecord two = Samples.record(2, Samples.put("a", "2"));
        disk.failAfter(0);
        assertThrows(StoreWriteException.class, () -> store.write(Samples.append(two)));
        int changes = disk.changes();
        assertThrows(StoreWriteException.class, () -> store.write(Samples.append(two)));
        assertThrows(StoreWriteException.class, () -> store.installChunk(Samples.chunk(5, null, null, "a"), 1, 1));
        assertEquals(changes, disk.changes());
        assertFalse("reading goes on", store.get(Samples.key("a")).exists());
    }

    @Test
    public void afterAFailedFlushNothingIsWrittenAnyMore() {
        store.recover();
        store.write(Samples.appendAndApply(Samples.record(1, Samples.put("a", "1"))));
        disk.failAfter(0);
        assertThrows(StoreWriteException.class, store::digest);
        int changes = disk.changes();
        assertThrows(StoreWriteException.class, store::digest);
        assertThrows("a check tells it", StoreWriteException.class, store::checkIntact);
        assertEquals(changes, disk.changes());
        assertThrows(
                StoreWriteException.class,
                () -> store.write(Samples.appendAndApply(Samples.record(2, Samples.put("a", "2")))));
        assertEquals("reading goes on", "1", Samples.text(store.get(Samples.key("a"))));
        ReplicaStore next = disk.cutAfter(changes).store(SEGMENT_BYTES, RETAIN_BYTES);
        assertEquals("the log has it", 1, next.recover().applied());
    }

    @Test
    public void aWriteIsOneSyncedWriteOfTheLog() {
        store.recover();
        store.write(Samples.appendAndApply(Samples.record(1, Samples.put("a", "1"))));
        int before = disk.changes();
        store.write(Samples.appendAndApply(Samples.record(2, Samples.put("b", "1"), Samples.openSession())));
        assertEquals(before + 1, disk.changes());
    }

    @Test
    public void anythingThatHasChangedIsFound() {
        store.recover();
        for (int seq = 1; seq <= 9; seq++) {
            store.write(
                    Samples.appendAndApply(Samples.record(seq, Samples.put("a" + seq, "1"), Samples.openSession())));
        }
        store.digest();
        for (byte[] key : List.of(StoredKeys.ALONE.state(), StoredKeys.ALONE.data(Samples.key("a1")))) {
            MemoryDisk damaged = disk.cutAfter(disk.changes());
            byte[] value = damaged.database.get(key).clone();
            value[value.length / 2] ^= 4;
            Batch batch = new Batch();
            batch.put(key, value);
            damaged.database.write(batch);
            assertRefused("key " + key[0], damaged);
        }
        for (long file : disk.files.numbers()) {
            byte[] content = disk.files.content.get(file);
            for (int at = 0; at < content.length; at++) {
                if (content[at] != 0) {
                    MemoryDisk damaged = disk.cutAfter(disk.changes());
                    damaged.files.content.get(file)[at] ^= 4;
                    assertRefused("file " + file + " byte " + at, damaged);
                }
            }
        }
    }

    @Test
    public void aBlockThatHasChangedIsFoundAlsoIfLevelDbKnowsNothingOfIt() {
        for (int segmentBytes : new int[] {SEGMENT_BYTES, 1 << 20}) {
            MemoryDisk whole = new MemoryDisk();
            ReplicaStore filled = whole.store(segmentBytes, RETAIN_BYTES);
            filled.recover();
            for (int seq = 1; seq <= 5; seq++) {
                filled.write(Samples.append(Samples.record(seq, Samples.put("a" + seq, "1"))));
            }
            MemoryDisk withoutLast = whole.cutAfter(whole.changes() - 1);
            for (long file : withoutLast.files.numbers()) {
                byte[] content = withoutLast.files.content.get(file);
                for (int at = 0; at < content.length; at++) {
                    if (content[at] != 0) {
                        MemoryDisk damaged = whole.cutAfter(whole.changes());
                        damaged.files.content.get(file)[at] ^= 4;
                        assertRefused("file " + file + " byte " + at, damaged);
                    }
                }
            }
        }
    }

    @Test
    public void aFileOfTheLogThatIsMissingIsFound() {
        store.recover();
        for (int seq = 1; seq <= 9; seq++) {
            store.write(Samples.appendAndApply(Samples.record(seq, Samples.put("a" + seq, new byte[400]))));
        }
        assertTrue(disk.files.numbers().size() > 2);
        store.digest();
        for (long file : disk.files.numbers().tailSet(disk.files.numbers().first() + 1)) {
            MemoryDisk damaged = disk.cutAfter(disk.changes());
            damaged.files.delete(file);
            assertRefused("file " + file, damaged);
        }
        MemoryDisk without = disk.cutAfter(disk.changes());
        without.files.content.clear();
        assertRefused("all files", without);
    }

    private static void assertRefused(String what, MemoryDisk damaged) {
        assertThrows(what, CorruptStoreException.class, () -> {
            ReplicaStore opened = damaged.store(SEGMENT_BYTES, RETAIN_BYTES);
            opened.recover();
            opened.get(Samples.key("a1"));
        });
    }

    /** The content of a value cannot be taken for the log's own. */
    @Test
    public void aTornBlockWithRecordsThatLookLikeBlocksIsStillTorn() {
        store.recover();
        store.write(Samples.append(Samples.record(1, Samples.put("a", "1"))));
        long file = disk.files.numbers().first();
        byte[] block = Arrays.copyOfRange(disk.files.content.get(file), LogBlock.ALIGNMENT, 2 * LogBlock.ALIGNMENT);
        byte[] value = new byte[4 * block.length];
        for (int at = 0; at < value.length; at += 8) {
            System.arraycopy(block, 0, value, at, Math.min(8, value.length - at));
        }
        store.write(Samples.append(Samples.record(2, Samples.put("a", value))));
        MemoryDisk torn = disk.tornAfter(disk.changes() - 1, new Random(3));
        assertEquals(1, torn.store(SEGMENT_BYTES, RETAIN_BYTES).recover().logEnd());
    }

    @Test
    public void dataWithoutAStateIsNoEmptyStore() {
        Batch batch = new Batch();
        batch.put(StoredKeys.ALONE.data(Samples.key("a")), new byte[12]);
        disk.database.write(batch);
        assertThrows(CorruptStoreException.class, store::recover);
    }

    @Test
    public void whileOlderContentGoesNothingOfItIsHandedOut() {
        store.recover();
        store.write(Samples.appendAndApply(Samples.record(1, Samples.put("a", "1"))));
        store.digest();
        int before = disk.changes();
        store.write(Samples.reset(2, 2));
        MemoryDisk wiping = disk.cutAfter(before + 1);
        assertTrue("the log goes after the data", !wiping.files.numbers().isEmpty());
        StoreViews views = new StoreViews(wiping.database, StoredKeys.ALONE, new SessionTable());
        assertThrows(IncompleteStoreException.class, views::digest);
        ReplicaStore next = wiping.store(SEGMENT_BYTES, RETAIN_BYTES);
        assertEquals(0, next.recover().logEnd());
        assertTrue("the log went too", wiping.files.numbers().isEmpty());
    }
}
