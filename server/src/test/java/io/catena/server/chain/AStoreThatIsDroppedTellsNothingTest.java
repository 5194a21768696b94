package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;

import java.util.List;
import java.util.Map;
import org.junit.Test;

/** A node that comes into another lineage drops what it holds, and its disk takes its time. */
public class AStoreThatIsDroppedTellsNothingTest {
    /** The chain goes on in another lineage at a node that holds nothing, with an old node behind it. */
    private static void intoAnotherLineage(TestChain chain, String old) {
        chain.start("d");
        Configuration last = chain.configuration;
        chain.configuration = lineageAfter(last, 1, "d", chain);
        chain.learn("d");
        chain.settle();
        chain.configuration = lineageAfter(last, 2, "d " + old, chain);
        chain.learn("d");
        chain.learn(old);
        chain.drain();
    }

    private static Configuration lineageAfter(Configuration last, int epochs, String names, TestChain chain) {
        List<Member> members = List.of(names.split(" ")).stream()
                .map(n -> chain.nodes.get(n).member)
                .toList();
        return new Configuration(1, last.epoch() + epochs, last.lineage() + 1, members, null, epochs > 1, Map.of());
    }

    @Test
    public void noReadHoweverStaleIsAnsweredWhileTheDiskDropsTheOldLineage() {
        TestChain chain = TestChain.of("a", "b");
        chain.keepApplied(0);
        chain.put("a", "k", "v");
        chain.settle();
        chain.crash("a");
        TestNode b = chain.nodes.get("b");
        chain.holdDisk("b");
        b.lookUpsHeld = true;
        long before = chain.getStale("b", "other");
        intoAnotherLineage(chain, "b");
        assertEquals("the disk drops it", true, b.hasDiskWork());
        long meanwhile = chain.getStale("b", "other");
        assertEquals(Failure.CHANGING, chain.answers.get(meanwhile));
        b.finishLookUps();
        assertEquals(Failure.CHANGING, chain.answers.get(before));
        b.lookUpsHeld = false;
        chain.freeDisk("b");
        chain.settle();
        assertNull(chain.read(chain.getStale("b", "k")));
    }

    @Test
    public void whatAStoreCannotTellIsNoAnswer() {
        TestChain chain = TestChain.of("a");
        chain.mostValuesRead = 0;
        assertEquals(Failure.CHANGING, chain.answers.get(chain.getStale("a", "k")));
    }

    @Test
    public void aPieceOfTheOldLineagesSnapshotThatTheDiskWasTakingCountsForNothing() {
        TestChain chain = new TestChain();
        chain.keepApplied(3);
        chain.start("a");
        chain.publishMembers("a");
        for (int i = 0; i < 20; i++) {
            chain.put("a", "k" + i, "v" + i);
            chain.settle();
        }
        chain.start("c");
        chain.holdDisk("c");
        chain.publish("c", "a");
        chain.learn("a");
        chain.learn("c");
        while (chain.pieces < 2) {
            chain.drain();
            chain.finishDisk("c");
            chain.drain();
        }
        chain.crash("a");
        intoAnotherLineage(chain, "c");
        chain.finishDisk("c");
        assertEquals("nothing was received of this lineage", -1, chain.view("c").joiningPercent());
        chain.freeDisk("c");
        chain.settle();
        long put = chain.put("d", "k", "new");
        chain.settle();
        assertEquals(1, chain.written(put).size());
        assertEquals(
                chain.nodes.get("d").store.contents(),
                chain.nodes.get("c").store.contents());
    }
}
