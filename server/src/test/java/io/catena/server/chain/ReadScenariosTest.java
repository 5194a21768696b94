package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.Test;

/** Linearizable reads without leases (R7 to R10). */
public class ReadScenariosTest {
    private static final SharedSettings WITHOUT_LEASE = new SharedSettings(0, 1, 0);

    @Test
    public void aReadWaitsForARoundThatBeganAfterIt() {
        TestChain chain = TestChain.of(WITHOUT_LEASE, "a", "b", "c");
        chain.put("a", "k", "v");
        chain.settle();
        chain.wires.hold("b", "c");
        long atHead = chain.get("a", "k");
        long atMiddle = chain.get("b", "k");
        long atTail = chain.get("c", "k");
        chain.drain();
        assertFalse(chain.isAnswered(atHead));
        assertFalse(chain.isAnswered(atMiddle));
        assertFalse(chain.isAnswered(atTail));
        chain.wires.mend("b", "c");
        chain.drain();
        assertEquals("v", chain.read(atHead));
        assertEquals("v", chain.read(atMiddle));
        assertEquals("v", chain.read(atTail));
    }

    @Test
    public void aDeposedHeadAnswersNoRead() {
        TestChain chain = TestChain.of(WITHOUT_LEASE, "a", "b", "c");
        chain.put("a", "k", "old");
        chain.settle();
        chain.publish(null, "b", "c");
        chain.learn("b");
        chain.learn("c");
        chain.drain();
        chain.put("b", "k", "new");
        chain.drain();
        long stale = chain.get("a", "k");
        chain.drain();
        assertFalse("a does not know yet that it is removed", stale == 0 || chain.answers.get(stale) instanceof List);
        chain.learn("a");
        assertEquals(Failure.WRONG_REPLICA, chain.answers.get(stale));
    }

    @Test
    public void aDeposedTailAnswersNoRead() {
        TestChain chain = TestChain.of(WITHOUT_LEASE, "a", "b", "c");
        chain.put("a", "k", "old");
        chain.settle();
        chain.publish(null, "a", "b");
        chain.learn("a");
        chain.learn("b");
        chain.drain();
        chain.put("a", "k", "new");
        chain.drain();
        long stale = chain.get("c", "k");
        chain.settle();
        assertFalse("c does not know yet that it is removed", chain.isAnswered(stale));
        chain.learn("c");
        assertEquals(Failure.WRONG_REPLICA, chain.answers.get(stale));
    }

    @Test
    public void whatIsPendingIsNotRead() {
        TestChain chain = TestChain.of(WITHOUT_LEASE, "a", "b");
        chain.holdDisk("b");
        chain.put("a", "k", "pending");
        chain.drain();
        assertNull(chain.getNow("a", "k"));
        assertNull(chain.getNow("b", "k"));
    }

    @Test
    public void whatIsCommittedIsReadAtEveryMemberBeforeTheCommitPointArrives() {
        TestChain chain = TestChain.of(WITHOUT_LEASE, "a", "b", "c");
        long put = chain.put("a", "k", "v");
        chain.wires.hold("a", "b");
        chain.wires.deliver("a", "b");
        chain.drain();
        assertTrue(chain.isAnswered(put));
        assertEquals("c does not know that it is committed", 0, chain.view("c").commitPoint());
        long read = chain.get("c", "k");
        chain.drain();
        assertFalse(chain.isAnswered(read));
        chain.wires.mend("a", "b");
        chain.drain();
        assertEquals("v", chain.read(read));
    }

    @Test
    public void aNewHeadAnswersNothingWhileItIsInDoubt() {
        TestChain chain = TestChain.of(WITHOUT_LEASE, "a", "b", "c");
        chain.holdDisk("c");
        chain.put("a", "k", "v");
        chain.drain();
        chain.crash("a");
        chain.publishMembers("b", "c");
        chain.drain();
        long atHead = chain.get("b", "k");
        long atTail = chain.get("c", "k");
        chain.drain();
        assertFalse(chain.isAnswered(atHead));
        assertFalse(chain.isAnswered(atTail));
        chain.freeDisk("c");
        chain.settle();
        assertEquals("v", chain.read(atHead));
        assertEquals("v", chain.read(atTail));
    }

    @Test
    public void aReadInALostQuestionIsAskedAgain() {
        TestChain chain = TestChain.of(WITHOUT_LEASE, "a", "b");
        chain.wires.hold("b", "a");
        long read = chain.get("b", "k");
        chain.reset("b", "a");
        chain.wires.mend("b", "a");
        chain.settle();
        assertTrue(chain.isAnswered(read));
    }

    @Test
    public void aReadThatCannotBeConfirmedFailsAtItsDeadline() {
        TestChain chain = TestChain.of(WITHOUT_LEASE, "a", "b");
        chain.wires.hold("a", "b");
        long read = chain.get("a", "k");
        for (int i = 0; i < 300; i++) {
            chain.tick();
            chain.drain();
        }
        assertEquals(Failure.DEADLINE, chain.answers.get(read));
    }

    @Test
    public void aTailThatWasAppendedAMomentAgoWaitsForWhatItLacksBeforeItAnswers() {
        TestChain chain = new TestChain();
        chain.settings = ReplicaSettings.standard().withMessages(1, 1);
        chain.shared = WITHOUT_LEASE;
        List.of("a", "b").forEach(chain::start);
        chain.publishMembers("a", "b");
        chain.settle();
        for (int i = 1; i <= 5; i++) {
            chain.put("a", "k" + i, "v" + i);
            chain.settle();
        }
        chain.start("c");
        chain.holdDisk("c");
        chain.publishMembers("a", "b", "c");
        chain.drain();
        long read = chain.get("c", "k5");
        chain.settle();
        assertTrue("c lacks records", chain.view("c").logEnd() < 5);
        assertFalse("the head's answer speaks of what c has not got yet", chain.isAnswered(read));
        chain.freeDisk("c");
        chain.settle();
        assertEquals("v5", chain.read(read));
    }

    @Test
    public void whatIsTooMuchForOneAnswerIsLeftOutAtItsEnd() {
        TestChain chain = TestChain.of("a", "b");
        List.of("k1", "k3", "k4").forEach(key -> chain.put("a", key, "in the store"));
        chain.settle();
        chain.put("a", "k2", "in the log");
        chain.drain();
        chain.mostValuesRead = 1;
        long read = chain.get("a", "k1", "k2", "k3", "k4");
        chain.drain();
        assertEquals(List.of("in the store", "in the log"), chain.readAll(read));
        chain.mostValuesRead = 2;
        long more = chain.get("a", "k3", "k2", "k4");
        chain.drain();
        assertEquals(List.of("in the store", "in the log", "in the store"), chain.readAll(more));
    }
}
