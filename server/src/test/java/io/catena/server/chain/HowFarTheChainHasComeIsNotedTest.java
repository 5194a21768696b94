package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.Test;

/**
 * What the head has noted in ZooKeeper: that much is committed, and on the disk of every member. A copy of a disk that has
 * less is old.
 */
public class HowFarTheChainHasComeIsNotedTest {
    private static final long MINUTE_NANOS = ReplicaSettings.standard().renotingNanos();

    private static TestChain chainOf(String... nodes) {
        TestChain chain = TestChain.of(nodes);
        chain.noted.clear();
        return chain;
    }

    private static void write(TestChain chain, int records) {
        for (int i = 0; i < records; i++) {
            chain.put("a", "k", "v" + i);
            chain.settle();
        }
    }

    /** In small steps, as it does. */
    private static void pass(TestChain chain, long nanos) {
        long until = chain.now() + nanos;
        while (chain.now() < until) {
            chain.timePasses(5);
            chain.settle();
        }
    }

    @Test
    public void itIsNotedWithTheActivation() {
        TestChain chain = chainOf("a", "b", "c");
        write(chain, 3);
        chain.publishMembers("a", "b");
        chain.settle();
        assertEquals(List.of(3L), chain.noted);
    }

    @Test
    public void itIsNotedOnceAMinuteWhileWritesGoOn() {
        TestChain chain = chainOf("a", "b", "c");
        write(chain, 3);
        pass(chain, MINUTE_NANOS / 2);
        assertEquals("not yet", List.of(), chain.noted);
        pass(chain, MINUTE_NANOS / 2);
        assertEquals(List.of(3L), chain.noted);
        write(chain, 2);
        assertEquals("not yet", List.of(3L), chain.noted);
        pass(chain, MINUTE_NANOS);
        assertEquals(List.of(3L, 5L), chain.noted);
    }

    @Test
    public void nothingIsNotedWhileNothingIsWritten() {
        TestChain chain = chainOf("a", "b", "c");
        write(chain, 1);
        pass(chain, MINUTE_NANOS);
        pass(chain, 3 * MINUTE_NANOS);
        assertEquals(List.of(1L), chain.noted);
    }

    @Test
    public void whatAMemberDoesNotHoldIsNotNoted() {
        for (String held : List.of("a", "b", "c")) {
            TestChain chain = chainOf("a", "b", "c");
            write(chain, 2);
            pass(chain, MINUTE_NANOS);
            write(chain, 1);
            chain.holdDisk(held);
            chain.put("a", "k", "v");
            pass(chain, 2 * MINUTE_NANOS);
            assertEquals(held + " holds three", List.of(2L, 3L), chain.noted);
            chain.freeDisk(held);
            pass(chain, MINUTE_NANOS);
            assertEquals(List.of(2L, 3L, 4L), chain.noted);
        }
    }

    @Test
    public void whatZooKeeperHasNotTakenIsNotedAgain() {
        TestChain chain = chainOf("a", "b");
        write(chain, 2);
        chain.losesNotes = true;
        pass(chain, MINUTE_NANOS);
        assertEquals(List.of(2L), chain.noted);
        chain.losesNotes = false;
        pass(chain, MINUTE_NANOS);
        pass(chain, MINUTE_NANOS);
        assertEquals("until it is taken", List.of(2L, 2L), chain.noted);
    }

    @Test
    public void aNewHeadNotesNoMoreThanItKnowsToBeCommitted() {
        TestChain chain = chainOf("a", "b", "c");
        write(chain, 2);
        chain.holdDisk("c");
        chain.put("a", "k", "v");
        chain.settle();
        chain.crash("a");
        chain.publishUnclean("b", "c");
        chain.learn("b");
        chain.learn("c");
        pass(chain, MINUTE_NANOS / 10);
        assertTrue(chain.noted.toString(), chain.noted.stream().allMatch(seq -> seq <= 2));
        chain.freeDisk("c");
        pass(chain, 2 * MINUTE_NANOS);
        assertEquals(Long.valueOf(3), chain.noted.get(chain.noted.size() - 1));
    }
}
