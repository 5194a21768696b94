package io.catena.server.storage;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.LogRecord;
import io.catena.server.storage.files.StoreWriteException;
import io.catena.server.storage.journal.LogLayout;
import java.util.List;
import java.util.Set;
import org.junit.Test;

/** What a node's chains share, and what one of them does not see of another. */
public class NodeStoreTest {
    private final MemoryDisk disk = new MemoryDisk();
    private NodeStore node = open();

    private NodeStore open() {
        return disk.node(LogLayout.MANY_CHAINS, 64 << 10, 0, Runnable::run);
    }

    private ReplicaStore recovered(int chain) {
        ReplicaStore store = node.replica(chain);
        store.recover();
        return store;
    }

    private static LogRecord put(long seq, String value) {
        return Samples.record(seq, Samples.put("k", value), Samples.openSession());
    }

    @Test
    public void chainsHaveTheirOwnKeysSessionsAndLogs() {
        recovered(1).write(Samples.appendAndApply(put(1, "one")));
        recovered(2).write(Samples.appendAndApply(put(1, "two"), put(2, "too")));
        for (int i = 0; i < 3; i++) {
            assertEquals("one", Samples.text(node.replica(1).get(Samples.key("k"))));
            assertEquals("too", Samples.text(node.replica(2).get(Samples.key("k"))));
            assertFalse(recovered(3).get(Samples.key("k")).exists());
            assertEquals(1, node.replica(1).readLog(1, 1 << 20).size());
            if (i == 1) {
                node.replica(1).digest();
                node.replica(2).digest();
            }
            node = open();
            assertEquals(1, recovered(1).recover().sessions().size());
            assertEquals(2, recovered(2).recover().sessions().size());
        }
        assertEquals(Set.of(1, 2), node.chains());
    }

    @Test
    public void theDigestOfAChainDoesNotTellHowItsNodeKeepsIt() {
        ReplicaStore among = recovered(7);
        recovered(8).write(Samples.appendAndApply(put(1, "other")));
        among.write(Samples.appendAndApply(put(1, "same")));
        ReplicaStore alone = new MemoryDisk().store(64 << 10, 0);
        alone.recover();
        alone.write(Samples.appendAndApply(put(1, "same")));
        assertEquals(alone.digest(), among.digest());
    }

    @Test
    public void whatAllChainsAppliedGoesIntoLevelDbInOneBatch() {
        for (int chain = 1; chain <= 20; chain++) {
            recovered(chain).write(Samples.appendAndApply(put(1, "v" + chain)));
        }
        int before = disk.changes();
        node.close();
        assertEquals(before + 1, disk.changes());
    }

    @Test
    public void aFailedFlushIsFinalForAllChains() {
        recovered(1).write(Samples.appendAndApply(put(1, "one")));
        recovered(2);
        disk.failAfter(0);
        assertThrows(StoreWriteException.class, node.replica(1)::digest);
        assertThrows(StoreWriteException.class, node.replica(2)::checkIntact);
        assertThrows(StoreWriteException.class, () -> node.replica(2).write(Samples.append(put(1, "two"))));
    }

    @Test
    public void whatANodeHasGivenUpNeverComesBack() {
        recovered(1).write(Samples.append(put(1, "pending")));
        recovered(2).write(Samples.appendAndApply(put(1, "other")));
        node.replica(1).digest();
        node.replica(1).forget();
        for (int i = 0; i < 2; i++) {
            assertEquals(Set.of(2), node.chains());
            assertEquals(0, recovered(1).recover().logEnd());
            assertEquals(0, recovered(1).recover().epoch());
            assertFalse(node.replica(1).get(Samples.key("k")).exists());
            assertEquals("other", Samples.text(node.replica(2).get(Samples.key("k"))));
            node = open();
            recovered(2);
        }
        recovered(1).write(Samples.append(put(1, "new")));
        node = open();
        assertEquals(1, recovered(1).recover().pending().size());
        assertEquals(Set.of(1, 2), node.chains());
    }

    @Test
    public void dataGoOnlyIfTheyAreFoundToBeWhatMayGo() {
        recovered(1).write(Samples.append(put(1, "pending")));
        assertFalse(node.replica(1).forgetIf(stored -> stored.logEnd() != 1));
        assertEquals(Set.of(1), node.chains());
        assertTrue(node.replica(1).forgetIf(stored -> stored.logEnd() == 1));
        assertEquals(Set.of(), node.chains());
    }

    @Test
    public void aSnapshotOfOneChainReplacesNothingOfAnother() {
        recovered(1).write(Samples.appendAndApply(put(1, "old")));
        recovered(2).write(Samples.appendAndApply(put(1, "other")));
        node.replica(1).digest();
        node.replica(2).digest();
        node.replica(1).installChunk(Samples.chunk(5, null, null, "a"), 1, 1);
        assertEquals("other", Samples.text(node.replica(2).get(Samples.key("k"))));
        assertEquals(1, node.replica(2).digest().keys());
        node = open();
        assertEquals(5, recovered(1).recover().partialSnapshot().seq());
        assertEquals(1, recovered(2).recover().applied());
    }

    @Test
    public void aStoreForOneChainIsForNoOther() {
        NodeStore one = disk.node(LogLayout.ONE_CHAIN, 64 << 10, 0, Runnable::run);
        assertThrows(IllegalArgumentException.class, () -> one.replica(2));
        assertTrue(one.chains().isEmpty());
        one.replica(1).recover();
        one.replica(1).write(new DiskWrite(false, -1, List.of(), List.of(), 3, 1, 0));
        assertEquals(Set.of(1), one.chains());
    }
}
