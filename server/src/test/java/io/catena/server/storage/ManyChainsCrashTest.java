package io.catena.server.storage;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.StoredState;
import io.catena.server.storage.journal.LogLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.Test;

/** Faults 24 and 25 where chains share a journal: whenever the power fails, each has what its last finished call left. */
public class ManyChainsCrashTest {
    private static final int CHAINS = 3;
    private static final int STEPS = 90;
    private static final int RETAIN_BYTES = 3000;
    private static final int SEGMENT_BYTES = 1500;

    private final MemoryDisk disk = new MemoryDisk();
    private final Queue<Runnable> toCommit = new ArrayDeque<>();
    private final NodeStore node = disk.node(LogLayout.MANY_CHAINS, SEGMENT_BYTES, RETAIN_BYTES, toCommit::add);
    private final List<ChainOfTest> chains = new ArrayList<>();
    /** For each number of changes on the disk, what may be found then. */
    private final List<Moment> moments = new ArrayList<>();

    private Random random;

    /**
     * A moment of the run.
     *
     * @param allowed what may be found, by chain
     * @param together where the logs end before and after a block that has parts of all of them, by chain
     */
    private record Moment(List<Set<String>> allowed, Map<Integer, long[]> together) {}

    @Test
    public void everyCutOfARandomRunLeavesEachChainWhatItsLastFinishedCallLeft() {
        for (int i = 0; i < 12; i++) {
            long seed = System.nanoTime() + i;
            try {
                new ManyChainsCrashTest().check(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + "L: " + e.getMessage(), e);
            }
        }
    }

    private void check(long seed) {
        random = new Random(seed);
        for (int chain = 1; chain <= CHAINS; chain++) {
            ReplicaStore store = node.replica(chain);
            store.recover();
            chains.add(new ChainOfTest(store, random));
        }
        moments.add(new Moment(found(), Map.of()));
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        assertFalse("no file has gone", disk.files.numbers().contains(1L));
        for (int cut = 0; cut < moments.size(); cut++) {
            check("after change " + cut, disk.cutAfter(cut), moments.get(cut));
            MemoryDisk torn = disk.tornAfter(cut, random);
            if (torn != null) {
                check("torn behind change " + cut, torn, moments.get(cut));
            }
        }
    }

    private List<Set<String>> found() {
        return chains.stream().map(chain -> chain.model.afterACrash()).toList();
    }

    private void check(String when, MemoryDisk rest, Moment moment) {
        List<StoredState> found = recover(rest);
        for (int i = 0; i < CHAINS; i++) {
            String one = Model.of(found.get(i), rest.database, StoredKeys.of(i + 1));
            Set<String> allowed = moment.allowed().get(i);
            assertTrue(when + ", chain " + (i + 1) + ": " + one + " of " + allowed, allowed.contains(one));
        }
        Set<Boolean> isThere = new TreeSet<>();
        moment.together().forEach((i, ends) -> isThere.add(found.get(i).logEnd() == ends[1]));
        assertTrue(when + ": a block is there in part", isThere.size() <= 1);
        int changes = rest.changes();
        List<StoredState> again = recover(rest);
        for (int i = 0; i < CHAINS; i++) {
            assertEquals("a crash right after recovery", describe(rest, found, i), describe(rest, again, i));
        }
        assertEquals("nothing is left to be mended", changes, rest.changes());
        assertGoesOn(when, rest);
    }

    private static String describe(MemoryDisk rest, List<StoredState> found, int i) {
        return Model.of(found.get(i), rest.database, StoredKeys.of(i + 1));
    }

    /** In any order. */
    private List<StoredState> recover(MemoryDisk rest) {
        NodeStore opened = rest.node(LogLayout.MANY_CHAINS, SEGMENT_BYTES, RETAIN_BYTES, Runnable::run);
        List<Integer> order = new ArrayList<>(List.of(1, 2, 3));
        Collections.shuffle(order, random);
        Map<Integer, StoredState> found = new HashMap<>();
        order.forEach(chain -> found.put(chain, opened.replica(chain).recover()));
        return List.of(found.get(1), found.get(2), found.get(3));
    }

    /** Through more than one file of the journal, and through another crash. */
    private void assertGoesOn(String when, MemoryDisk rest) {
        NodeStore opened = rest.node(LogLayout.MANY_CHAINS, SEGMENT_BYTES, RETAIN_BYTES, Runnable::run);
        int chain = 1 + random.nextInt(CHAINS);
        StoredState found = opened.replica(chain).recover();
        if (found.partialSnapshot() != null) {
            return;
        }
        long end = found.logEnd();
        for (int i = 1; i <= 5; i++) {
            LogRecord next = Samples.record(end + i, Samples.put("next", new byte[i == 1 ? 1 : 400]));
            opened.replica(chain)
                    .write(new DiskWrite(false, -1, List.of(next), List.of(), found.epoch(), found.lineage(), 0));
        }
        assertEquals(when, end + 5, recover(rest).get(chain - 1).logEnd());
    }

    private void step() {
        List<Set<String>> before = found();
        int dice = random.nextInt(20);
        int one = drawn();
        ChainOfTest chain = chains.get(one);
        if (dice == 0) {
            DiskWrite reset = chain.reset();
            CompletableFuture<Void> end = chain.store.begin(reset);
            commit();
            end.join();
            chain.model.write(reset);
            note(before, one, chain.wiped(), Map.of());
        } else if (dice == 2) {
            chain.forget();
            note(before, one, Set.of(), Map.of());
        } else if (dice == 1 || chain.isInstalling() && dice < 15) {
            note(before, one, chain.install(dice == 1), Map.of());
        } else if (!chain.isInstalling() && dice < 6) {
            assertEquals(chain.model.applied, chain.store.digest().applied());
            note(before, one, Set.of(), Map.of());
        } else {
            writeTogether(before);
        }
        assertEquals(disk.changes() + 1, moments.size());
    }

    /** The last chain is a quiet one. */
    private int drawn() {
        return random.nextInt(12) == 0 ? CHAINS - 1 : random.nextInt(CHAINS - 1);
    }

    private void writeTogether(List<Set<String>> before) {
        Set<Integer> group = new TreeSet<>(List.of(drawn(), drawn()));
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        Map<Integer, long[]> together = new HashMap<>();
        for (int i : group) {
            ChainOfTest chain = chains.get(i);
            DiskWrite write = chain.write();
            long end = chain.model.logEnd();
            ends.add(chain.store.begin(write));
            chain.model.write(write);
            if (chain.model.logEnd() != end && !write.appliesOnly()) {
                together.put(i, new long[] {end, chain.model.logEnd()});
            }
        }
        int changes = disk.changes();
        commit();
        assertTrue("one write, and the header of a new file", disk.logWritesBehind(changes) <= 2);
        ends.forEach(CompletableFuture::join);
        note(before, -1, Set.of(), together);
    }

    private void commit() {
        while (!toCommit.isEmpty()) {
            toCommit.remove().run();
        }
    }

    /** Takes note of what may be found after each change of the step that is done: in between, or as it ended. */
    private void note(List<Set<String>> before, int one, Set<String> between, Map<Integer, long[]> together) {
        List<Set<String>> any = new ArrayList<>();
        for (int i = 0; i < CHAINS; i++) {
            Set<String> either = new TreeSet<>(before.get(i));
            either.addAll(chains.get(i).model.afterACrash());
            either.addAll(i == one ? between : Set.of());
            any.add(either);
        }
        // The moment before the first change of this step is one of it, too: the next write may be torn.
        Moment last = moments.remove(moments.size() - 1);
        moments.add(new Moment(last.allowed(), together));
        while (moments.size() < disk.changes()) {
            moments.add(new Moment(any, together));
        }
        if (moments.size() == disk.changes()) {
            moments.add(new Moment(found(), Map.of()));
        }
    }
}
