package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.Test;

/** The way of a write (W1 to W12). */
public class WriteScenariosTest {
    @Test
    public void aChainOfOneToFiveAnswersPutsAndGets() {
        String[] names = {"a", "b", "c", "d", "e"};
        for (int length = 1; length <= 5; length++) {
            TestChain chain = TestChain.of(java.util.Arrays.copyOf(names, length));
            long ticket = chain.put("a", "k", "v");
            chain.settle();
            assertTrue(chain.written(ticket).get(0).applied());
            for (int i = 0; i < length; i++) {
                assertEquals("v", chain.getNow(names[i], "k"));
                assertNull(chain.getNow(names[i], "missing"));
            }
            chain.checkMembersAgree();
        }
    }

    @Test
    public void aWriteIsForwardedBeforeItIsDurable() {
        TestChain chain = TestChain.of("a", "b", "c");
        for (String name : List.of("a", "b", "c")) {
            chain.holdDisk(name);
        }
        chain.put("a", "k", "v");
        chain.drain();
        assertEquals(chain.view("a").logEnd(), chain.view("c").logEnd());
        assertEquals(0, chain.view("c").durable());
    }

    @Test
    public void aWriteIsAnsweredOnlyWhenItIsDurableOnEveryMember() {
        for (String slow : List.of("a", "b", "c")) {
            TestChain chain = TestChain.of("a", "b", "c");
            chain.holdDisk(slow);
            long ticket = chain.put("a", "k", "v");
            chain.drain();
            assertFalse(slow + " has not synced", chain.isAnswered(ticket));
            chain.freeDisk(slow);
            chain.drain();
            assertTrue(chain.isAnswered(ticket));
        }
    }

    @Test
    public void theCommitPointWaitsForTheNextRecordToRideOn() {
        TestChain chain = TestChain.of("a", "b");
        long first = chain.put("a", "k", "1");
        chain.drain();
        assertTrue(chain.isAnswered(first));
        assertEquals("nothing was sent for it", 0, chain.view("b").commitPoint());
        chain.wires.hold("a", "b");
        chain.put("a", "k", "2");
        assertEquals("one message", 1, chain.wires.waiting("a", "b"));
        chain.wires.deliver("a", "b");
        assertEquals(1, chain.view("b").commitPoint());
    }

    @Test
    public void withoutANextRecordTheCommitPointReachesTheWholeChainAtTheNextTick() {
        TestChain chain = TestChain.of("a", "b", "c", "d");
        chain.put("a", "k", "v");
        chain.drain();
        assertEquals(0, chain.view("d").commitPoint());
        chain.tick();
        chain.drain();
        assertEquals(1, chain.view("d").commitPoint());
    }

    @Test
    public void theCommitPointOfAHeadThatLeavesDoesNotWait() {
        TestChain chain = TestChain.of("a", "b");
        chain.put("a", "k", "v");
        TestNode head = chain.nodes.get("a");
        head.take(head.replica.step(chain.now(), new Event.Leave()));
        chain.drain();
        assertEquals(1, chain.view("b").commitPoint());
    }

    @Test
    public void whatIsCommittedIsReadEverywhereWhileTheCommitPointWaits() {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.put("a", "k", "v");
        chain.drain();
        long read = chain.get("c", "k");
        chain.drain();
        assertEquals("v", chain.read(read));
    }

    @Test
    public void whileOneRecordIsOnItsWayToTheDiskTheNextOneGathers() {
        TestChain chain = TestChain.of("a", "b");
        chain.holdDisk("a");
        for (int i = 0; i < 100; i++) {
            chain.put("a", "k" + i, "v");
        }
        chain.freeDisk("a");
        chain.settle();
        assertEquals(
                "the first write went alone, all others together",
                2,
                chain.view("a").logEnd());
    }

    @Test
    public void aWriteBeyondItsDeadlineWhenTheDiskIsFreeIsNotDone() {
        TestChain chain = TestChain.of("a");
        chain.holdDisk("a");
        chain.put("a", "k", "first");
        long overdue = chain.put("a", "k", "overdue");
        chain.timePasses(300);
        chain.freeDisk("a");
        chain.drain();
        assertEquals(Failure.DEADLINE, chain.answers.get(overdue));
        assertEquals("first", chain.getNow("a", "k"));
    }

    @Test
    public void onlyTheHeadTakesWrites() {
        TestChain chain = TestChain.of("a", "b");
        long ticket = chain.put("b", "k", "v");
        assertEquals(Failure.WRONG_REPLICA, chain.answers.get(ticket));
    }

    @Test
    public void aDeletedKeyIsGoneEverywhere() {
        TestChain chain = TestChain.of("a", "b");
        chain.put("a", "k", "v");
        chain.settle();
        chain.write("a", new WriteCommand(LoggedWrite.Kind.DELETE, TestChain.key("k"), null, null, null, false));
        chain.drain();
        assertNull("before it is applied", chain.getNow("b", "k"));
        chain.settle();
        assertNull("after it is applied", chain.getNow("b", "k"));
        chain.checkMembersAgree();
    }

    @Test
    public void messagesOfAnOlderEpochAreDropped() {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.wires.hold("b", "c");
        long ticket = chain.put("a", "k", "v");
        chain.drain();
        chain.publish(null, "a", "c");
        chain.learn("a");
        chain.learn("c");
        chain.settle();
        long logEnd = chain.view("c").logEnd();
        chain.wires.mend("b", "c");
        chain.settle();
        assertEquals(
                "what b had sent in the old epoch changes nothing",
                logEnd,
                chain.view("c").logEnd());
        assertTrue(chain.isAnswered(ticket));
    }

    @Test
    public void aRecordThatArrivesDamagedIsRecognized() {
        byte[] bytes = LogRecord.encode(1, 1, List.of()).bytes().clone();
        bytes[3] ^= 1;
        org.junit.Assert.assertThrows(CorruptRecordException.class, () -> LogRecord.decode(bytes));
    }

    @Test
    public void aHeadWithTooMuchPendingSaysOverloaded() {
        TestChain chain = TestChain.of("a", "b");
        chain.wires.hold("a", "b");
        String large = "x".repeat(1 << 20);
        Object answer = null;
        for (int i = 0; i < 100 && answer == null; i++) {
            long ticket = chain.put("a", "k" + i, large);
            chain.drain();
            answer = chain.answers.get(ticket);
        }
        assertEquals(Failure.OVERLOADED, answer);
    }

    @Test
    public void conditionsAreJudgedAgainstWhatIsPendingToo() {
        TestChain chain = TestChain.of("a", "b");
        chain.wires.hold("a", "b");
        WriteCommand ifAbsent = new WriteCommand(
                LoggedWrite.Kind.PUT,
                TestChain.key("k"),
                TestChain.bytes("v"),
                null,
                new WriteCommand.Condition(true, 0),
                false);
        long first = chain.write("a", ifAbsent);
        chain.drain();
        long second = chain.write("a", ifAbsent, ifAbsent);
        chain.drain();
        assertFalse("a no waits until what it saw is committed", chain.isAnswered(second));
        chain.wires.mend("a", "b");
        chain.settle();
        assertTrue(chain.written(first).get(0).applied());
        assertFalse(chain.written(second).get(0).applied());
        assertFalse(chain.written(second).get(1).applied());
    }

    @Test
    public void twoWritesOfOneKeyInOneRecordHaveTwoVersions() {
        TestChain chain = TestChain.of("a");
        WriteCommand put =
                new WriteCommand(LoggedWrite.Kind.PUT, TestChain.key("k"), TestChain.bytes("v"), null, null, false);
        long ticket = chain.write("a", put, put);
        chain.settle();
        long firstVersion = chain.written(ticket).get(0).version();
        long stale = chain.write(
                "a",
                new WriteCommand(
                        LoggedWrite.Kind.PUT,
                        TestChain.key("k"),
                        TestChain.bytes("late"),
                        null,
                        new WriteCommand.Condition(false, firstVersion),
                        false));
        chain.settle();
        assertFalse(chain.written(stale).get(0).applied());
        assertEquals("v", chain.getNow("a", "k"));
    }
}
