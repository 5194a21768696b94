package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Leases by rounds (R1 to R6), the fence (F1, F2), the in-doubt rule (R10), and stale reads (R12). */
public class LeaseScenariosTest {
    private static final int LEASE_TICKS = 15;
    /** Leases are renewed for this number of leases after a read (R2). */
    private static final int READ_LEASES = 10;

    @Test
    public void aMemberWithALeaseAnswersByItself() {
        TestChain chain = chainWithOneKey("a", "b", "c");
        isolate(chain, "b");
        assertEquals("old", chain.read(chain.get("b", "k")));
    }

    @Test
    public void aLeaseRunsOutWhenRoundsStop() {
        TestChain chain = chainWithOneKey("a", "b", "c");
        isolate(chain, "b");
        pass(chain, LEASE_TICKS + 1);
        assertFalse(chain.isAnswered(chain.get("b", "k")));
        assertFalse("the head's runs out too", chain.isAnswered(chain.get("a", "k")));
    }

    @Test
    public void aLeaseCountsFromTheReceiptOfTheRoundNotFromTheNewsOfItsCompletion() {
        TestChain chain = chainWithOneKey("a", "b");
        chain.wires.hold("b", "a");
        pass(chain, 6);
        chain.wires.hold("a", "b");
        pass(chain, LEASE_TICKS - 3);
        while (chain.wires.deliver("b", "a")) {}
        pass(chain, 6);
        while (chain.wires.deliver("a", "b")) {}
        assertFalse("the round came long ago", chain.isAnswered(chain.get("b", "k")));
    }

    @Test
    public void whatIsPendingIsReadAtTheHeadsWord() {
        TestChain chain = chainWithOneKey("a", "b", "c");
        chain.holdDisk("c");
        chain.put("a", "k", "new");
        chain.drain();
        chain.wires.hold("b", "a");
        long read = chain.get("b", "k");
        chain.drain();
        assertFalse("b does not know whether k is committed", chain.isAnswered(read));
        assertEquals("the head does", "old", chain.read(chain.get("a", "k")));
        chain.wires.mend("b", "a");
        chain.drain();
        assertEquals("old", chain.read(read));
    }

    @Test
    public void theHeadWithoutALeaseTellsItsCommitPointOnlyAfterARound() {
        TestChain chain = chainWithOneKey("a", "b", "c");
        chain.wires.hold("b", "c");
        pass(chain, LEASE_TICKS + 1);
        long read = chain.get("b", "k");
        chain.drain();
        assertFalse(chain.isAnswered(read));
        chain.wires.mend("b", "c");
        chain.drain();
        assertEquals("old", chain.read(read));
    }

    @Test
    public void aNewHeadCommitsNothingUntilALeaseThatItMadePossibleHasRunOut() {
        TestChain chain = chainWithOneKey("a", "b", "c");
        chain.publishUnclean("b", "c");
        chain.learn("b");
        chain.learn("c");
        long put = chain.put("b", "k", "new");
        pass(chain, 13);
        assertFalse(chain.isAnswered(put));
        assertEquals("a does not know, and its lease has not run out", "old", chain.read(chain.get("a", "k")));
        pass(chain, LEASE_TICKS);
        assertTrue(chain.isAnswered(put));
        assertFalse(chain.isAnswered(chain.get("a", "k")));
    }

    @Test
    public void afterACleanChangeNoWriteWaits() {
        TestChain chain = chainWithOneKey("a", "b", "c");
        chain.publish(null, "b", "c");
        chain.learn("b");
        chain.learn("c");
        long put = chain.put("b", "k", "new");
        chain.drain();
        assertTrue(chain.isAnswered(put));
    }

    @Test
    public void aHeadThatMissedAnEpochWaitsHoweverCleanTheLastChangeWas() {
        TestChain chain = chainWithOneKey("a", "b", "c");
        chain.publishUnclean("b", "c");
        chain.publish(null, "c");
        chain.learn("c");
        long put = chain.put("c", "k", "new");
        pass(chain, 13);
        assertFalse(chain.isAnswered(put));
        pass(chain, LEASE_TICKS);
        assertTrue(chain.isAnswered(put));
    }

    @Test
    public void aNewProcessWaitsAsIfItHadJustAcknowledgedARound() {
        TestChain chain = chainWithOneKey("a", "b");
        chain.crash("a");
        chain.crash("b");
        chain.restart("b");
        chain.publishUnclean("b");
        chain.learn("b");
        long put = chain.put("b", "k", "new");
        pass(chain, 14);
        assertFalse(chain.isAnswered(put));
        pass(chain, 4);
        assertTrue(chain.isAnswered(put));
    }

    @Test
    public void aHeadDoesNotGoWhileItsFenceStands() {
        TestChain chain = chainWithOneKey("a", "b", "c");
        chain.publishUnclean("b", "c");
        chain.learn("b");
        chain.learn("c");
        chain.drain();
        chain.nodes.get("b").take(chain.nodes.get("b").replica.step(chain.now(), new Event.Leave()));
        assertFalse("c would commit at once", chain.nodes.get("b").report.leaving());
        pass(chain, LEASE_TICKS + 3);
        assertTrue(chain.nodes.get("b").report.leaving());
    }

    @Test
    public void aMemberThatLeavesGivesUpItsLeaseFirst() {
        TestChain chain = chainWithOneKey("a", "b", "c");
        chain.nodes.get("b").take(chain.nodes.get("b").replica.step(chain.now(), new Event.Leave()));
        isolate(chain, "b");
        assertTrue(chain.nodes.get("b").report.leaving());
        assertFalse(chain.isAnswered(chain.get("b", "k")));
    }

    @Test
    public void aLeaseOfAnOlderEpochIsVoid() {
        TestChain chain = chainWithOneKey("a", "b", "c");
        chain.publishUnclean("a", "b");
        chain.wires.hold("a", "b");
        chain.learn("b");
        assertFalse(chain.isAnswered(chain.get("b", "k")));
    }

    @Test
    public void aRoundComesAfterAllThatOlderEpochsCommitted() {
        for (int lacking = 2; lacking <= 3; lacking++) {
            aMemberThatLacksRecordsOfOlderEpochsGetsNoLease(lacking, false);
            aMemberThatLacksRecordsOfOlderEpochsGetsNoLease(lacking, true);
        }
    }

    /** @param acknowledgesRounds whether the epoch is on its disk, which takes nothing more then */
    private static void aMemberThatLacksRecordsOfOlderEpochsGetsNoLease(int lacking, boolean acknowledgesRounds) {
        TestChain chain =
                TestChain.of(ReplicaSettings.standard().withMessages(1, 1), SharedSettings.STANDARD, "a", "b");
        chain.start("c");
        chain.publish("c", "a", "b");
        chain.learn("a");
        chain.learn("b");
        chain.learn("c");
        chain.settle();
        chain.wires.hold("b", "c");
        for (int i = 1; i <= lacking; i++) {
            long put = chain.put("a", "k" + i, "committed without c");
            chain.settle();
            assertTrue(chain.isAnswered(put));
        }
        chain.reset("b", "c");
        chain.publishMembers("a", "b", "c");
        if (acknowledgesRounds) {
            chain.drain();
        }
        chain.holdDisk("c");
        chain.wires.mend("b", "c");
        List<Long> reads = new ArrayList<>();
        for (int tick = 0; tick < 20; tick++) {
            pass(chain, 1);
            reads.add(chain.get("c", "k" + lacking));
            chain.drain();
        }
        assertTrue(
                "records wait for one another",
                chain.view("c").logEnd() < chain.view("b").logEnd());
        assertTrue(reads.stream().noneMatch(chain::isAnswered));
        chain.freeDisk("c");
        chain.settle();
        reads.forEach(read -> assertEquals("committed without c", chain.read(read)));
    }

    @Test
    public void aHeadInDoubtAnswersForKeysWithNothingPending() {
        TestChain chain = chainWithOneKey("a", "b", "c");
        chain.holdDisk("c");
        chain.put("a", "doubtful", "v");
        chain.drain();
        chain.crash("a");
        chain.publishUnclean("b", "c");
        chain.learn("b");
        chain.learn("c");
        chain.drain();
        long certain = chain.get("b", "k");
        long doubtful = chain.get("b", "doubtful");
        long asked = chain.get("c", "doubtful");
        chain.freeDisk("c");
        chain.holdDisk("b");
        pass(chain, 2);
        assertEquals("old", chain.read(certain));
        assertFalse(chain.isAnswered(doubtful));
        assertFalse(chain.isAnswered(asked));
        chain.freeDisk("b");
        pass(chain, LEASE_TICKS + 3);
        assertEquals("v", chain.read(doubtful));
        assertEquals("v", chain.read(asked));
    }

    @Test
    public void theLeaseIsLookedAtAgainBehindTheStore() {
        TestChain chain = chainWithOneKey("a", "b", "c");
        chain.settle();
        isolate(chain, "b");
        chain.nodes.get("b").storeReadTicks = LEASE_TICKS + 1;
        assertFalse(chain.isAnswered(chain.get("b", "k")));
    }

    @Test
    public void aStaleReadIsAnsweredByAnyReplicaWhichSaysHowOldItMayBe() {
        TestChain chain = chainWithOneKey("a", "b", "c");
        chain.settle();
        isolate(chain, "c");
        pass(chain, 50);
        assertEquals("old", chain.read(chain.getStale("c", "k")));
        long age = chain.now() - chain.view("c").asOfNanos();
        assertTrue("" + age, age >= 50 * 20_000_000L && age < 60 * 20_000_000L);
        chain.start("d");
        assertNull(chain.view("d").asOfNanos());
        assertNull(chain.read(chain.getStale("d", "k")));
    }

    @Test
    public void theOnlyMemberIsNeverStale() {
        TestChain chain = chainWithOneKey("a");
        pass(chain, 100);
        assertTrue(chain.now() - chain.view("a").asOfNanos() < 20_000_000L);
    }

    @Test
    public void aChainWithTooFewMembersTakesNoWrites() {
        TestChain chain = TestChain.of(new SharedSettings(300, 2, 0), "a", "b");
        assertNotNull(chain.written(settledPut(chain)));
        chain.publishUnclean("a");
        chain.learn("a");
        assertEquals(Failure.TOO_FEW_MEMBERS, chain.answers.get(chain.put("a", "k", "v")));
        assertNotNull("reads go on", chain.getNow("a", "k"));
    }

    @Test
    public void withoutReadsARoundComesOnceInALease() {
        TestChain chain = chainWithOneKey("a", "b", "c");
        pass(chain, READ_LEASES * LEASE_TICKS);
        chain.wires.hold("a", "b");
        pass(chain, 4 * LEASE_TICKS);
        assertEquals(4, chain.wires.waiting("a", "b"));
    }

    @Test
    public void whileAMemberAnswersReadsLeasesAreRenewedAlsoIfTheHeadHearsOfNone() {
        TestChain chain = chainWithOneKey("a", "b", "c");
        pass(chain, READ_LEASES * LEASE_TICKS);
        chain.getNow("c", "k");
        for (int i = 0; i < 2 * READ_LEASES; i++) {
            pass(chain, LEASE_TICKS);
            assertEquals("old", chain.read(chain.get("c", "k")));
        }
        chain.wires.hold("a", "b");
        pass(chain, 2 * LEASE_TICKS);
        assertEquals(6, chain.wires.waiting("a", "b"));
    }

    private static long settledPut(TestChain chain) {
        long put = chain.put("a", "k", "v");
        chain.settle();
        return put;
    }

    private static TestChain chainWithOneKey(String... names) {
        TestChain chain = TestChain.of(names);
        chain.put(names[0], "k", "old");
        chain.getNow(names[0], "k");
        return chain;
    }

    /** All messages to and from the node are lost. */
    private static void isolate(TestChain chain, String name) {
        for (String other : chain.nodes.keySet()) {
            chain.wires.hold(name, other);
            chain.wires.hold(other, name);
        }
    }

    private static void pass(TestChain chain, int ticks) {
        for (int i = 0; i < ticks; i++) {
            chain.drain();
            chain.tick();
        }
        chain.drain();
    }

    @Test
    public void aNewHeadThatIsAloneDoesNotSayThatItIsYoungWhileOthersMayHaveAcknowledgedMore() {
        theAgeCoversWhatWasAcknowledged("b");
    }

    @Test
    public void membersBehindANewHeadDoNotEither() {
        theAgeCoversWhatWasAcknowledged("b", "c");
    }

    /** What b and c have in their logs was acknowledged by a, and neither knows. */
    private static void theAgeCoversWhatWasAcknowledged(String... members) {
        TestChain chain = chainWithOneKey("a", "b", "c");
        long written = chain.put("a", "k", "new");
        chain.drain();
        assertTrue(chain.isAnswered(written));
        long acknowledgedNanos = chain.now();
        chain.crash("a");
        chain.publishUnclean(members);
        for (String member : members) {
            chain.learn(member);
        }
        for (int tick = 0; tick < 2 * LEASE_TICKS; tick++) {
            chain.drain();
            for (String member : members) {
                String has = chain.read(chain.getStale(member, "k"));
                boolean young = chain.view(member).asOfNanos() > acknowledgedNanos;
                assertTrue(member + " has " + has + " after " + tick + " ticks", !young || has.equals("new"));
            }
            chain.tick();
        }
        for (String member : members) {
            assertTrue(member, chain.view(member).asOfNanos() > acknowledgedNanos);
        }
    }

    @Test
    public void aJoiningReplicaDoesNotSayHowOldItIsSinceRoundsAreCompleteWithoutIt() {
        TestChain chain = chainWithOneKey("a", "b");
        chain.start("c");
        chain.publish("c", "a", "b");
        chain.nodes.keySet().forEach(chain::learn);
        chain.settle();
        assertEquals("old", chain.read(chain.getStale("c", "k")));
        assertNull(chain.view("c").asOfNanos());
    }
}
