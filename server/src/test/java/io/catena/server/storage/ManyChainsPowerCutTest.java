package io.catena.server.storage;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.SessionTable;
import io.catena.server.storage.LosingDisk.Rest;
import io.catena.server.storage.files.DurableFiles;
import io.catena.server.storage.journal.DirectoryLogFiles;
import io.catena.server.storage.journal.LogLayout;
import io.catena.server.storage.leveldb.Batch;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.Test;

/** The files of a log that chains share, on a disk that loses whatever was not synced, and leaves any part of it. */
public class ManyChainsPowerCutTest {
    private static final int CHAINS = 3;
    private static final int STEPS = 60;
    private static final int SEGMENT_BYTES = 1500;
    private static final int RETAIN_BYTES = 3000;

    private final LosingDisk disk = new LosingDisk();
    private final List<Batch> batches = new ArrayList<>();
    private final Queue<Runnable> toCommit = new ArrayDeque<>();
    private final List<ChainOfTest> chains = new ArrayList<>();
    private Random random;
    /** What a power cut may leave, by chain. */
    private List<Set<String>> allowed;

    private int cuts;

    @Test
    public void whateverAPowerCutLosesEveryWriteThatReturnedIsThere() throws Exception {
        for (int i = 0; i < 3; i++) {
            long seed = System.nanoTime() + i;
            try {
                new ManyChainsPowerCutTest().run(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + "L: " + e, e);
            }
        }
    }

    private void run(long seed) throws Exception {
        random = new Random(seed);
        DurableFiles.createDirectories(directory(disk));
        NodeStore node = node(disk, new MemoryDatabase(this::beforeBatch), toCommit::add);
        for (int chain = 1; chain <= CHAINS; chain++) {
            node.replica(chain).recover();
            chains.add(new ChainOfTest(node.replica(chain), random));
        }
        allowed = now();
        disk.beforeEach(this::cut);
        for (int i = 0; i < STEPS; i++) {
            step();
            cut();
        }
        assertTrue("files went: " + oldest(), oldest() > 1);
        assertTrue("the log had several files, " + cuts + " cuts", cuts > 3 * STEPS);
    }

    private long oldest() throws Exception {
        return new DirectoryLogFiles(directory(disk)).numbers().first();
    }

    private static Path directory(LosingDisk disk) {
        return disk.path("/data").resolve("chains").resolve("shared");
    }

    private static NodeStore node(LosingDisk disk, MemoryDatabase database, Executor committer) {
        Random salts = new Random(1);
        return new NodeStore(
                database,
                new DirectoryLogFiles(directory(disk)),
                new StoreSettings(SEGMENT_BYTES, RETAIN_BYTES, 1 << 20, new SessionTable(), salts::nextLong),
                LogLayout.MANY_CHAINS,
                new NoScheduler(),
                committer);
    }

    /** LevelDB, whose batches are atomic and synced. */
    private void beforeBatch(Batch batch) {
        cut();
        batches.add(batch);
    }

    private List<Set<String>> now() {
        return chains.stream().map(chain -> chain.model.afterACrash()).toList();
    }

    private void step() {
        int one = random.nextInt(10) == 0 ? CHAINS - 1 : random.nextInt(CHAINS - 1);
        ChainOfTest chain = chains.get(one);
        int dice = random.nextInt(20);
        if (dice < 4) {
            chain.store.digest();
            return;
        }
        Set<Integer> group = dice == 4 ? Set.of(one) : new TreeSet<>(List.of(one, random.nextInt(CHAINS - 1)));
        List<Set<String>> before = now();
        List<DiskWrite> writes = new ArrayList<>();
        for (int i : group) {
            DiskWrite write = dice == 4 ? chain.reset() : chains.get(i).write();
            writes.add(write);
            chains.get(i).model.write(write);
        }
        allowed = new ArrayList<>();
        for (int i = 0; i < CHAINS; i++) {
            Set<String> either = new TreeSet<>(before.get(i));
            either.addAll(chains.get(i).model.afterACrash());
            either.addAll(dice == 4 && i == one ? chain.wiped() : Set.of());
            allowed.add(either);
        }
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (int i : group) {
            ends.add(chains.get(i).store.begin(writes.remove(0)));
        }
        while (!toCommit.isEmpty()) {
            toCommit.remove().run();
        }
        ends.forEach(CompletableFuture::join);
        allowed = now();
    }

    private void cut() {
        cuts++;
        for (Rest rest : Rest.values()) {
            LosingDisk after = disk.afterPowerCut(rest, random);
            MemoryDatabase database = new MemoryDatabase(batch -> {});
            batches.forEach(database::write);
            String when = "cut " + cuts + ", unsynced: " + rest;
            List<String> found = found(after, database);
            for (int i = 0; i < CHAINS; i++) {
                assertTrue(
                        when + ", chain " + (i + 1) + ": " + found.get(i) + " of " + allowed.get(i),
                        allowed.get(i).contains(found.get(i)));
            }
            assertEquals(when + ", and again", found, found(after.afterPowerCut(rest, random), database));
        }
    }

    private static List<String> found(LosingDisk after, MemoryDatabase database) {
        NodeStore node = node(after, database, Runnable::run);
        List<String> found = new ArrayList<>();
        for (int chain = 1; chain <= CHAINS; chain++) {
            found.add(Model.of(node.replica(chain).recover(), database, StoredKeys.of(chain)));
        }
        return found;
    }
}
