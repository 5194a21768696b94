package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** A write that is sent again is applied once and answered as at first (E1 to E5). */
public class ExactlyOnceTest {
    private static long openSession(TestChain chain, String head) {
        long ticket = chain.write(head, new WriteCommand(LoggedWrite.Kind.OPEN_SESSION, null, null, null, null, false));
        chain.settle();
        return chain.written(ticket).get(0).version();
    }

    @Test
    public void aRetryGetsTheFirstAnswer() {
        TestChain chain = TestChain.of("a", "b");
        WriteId id = new WriteId(openSession(chain, "a"), 1, 1);
        long first = chain.put("a", "k", "v", id);
        chain.settle();
        chain.put("a", "k", "other");
        chain.settle();
        long retry = chain.put("a", "k", "v", id);
        chain.settle();
        assertEquals(chain.written(first), chain.written(retry));
        assertEquals("other", chain.getNow("a", "k"));
    }

    @Test
    public void aRetryInTheSameRecordIsRecognized() {
        TestChain chain = TestChain.of("a");
        WriteId id = new WriteId(openSession(chain, "a"), 1, 1);
        chain.holdDisk("a");
        chain.put("a", "other", "v");
        long first = chain.put("a", "k", "v", id);
        long retry = chain.put("a", "k", "v", id);
        chain.freeDisk("a");
        chain.settle();
        assertEquals(chain.written(first), chain.written(retry));
    }

    @Test
    public void aRetryOverAFailoverAtAnyStepIsAppliedOnce() {
        for (int steps = 0; steps < 40; steps++) {
            TestChain chain = TestChain.of("a", "b", "c");
            WriteId id = new WriteId(openSession(chain, "a"), 1, 1);
            chain.put("a", "k", "before");
            chain.settle();
            chain.put("a", "k", "v", id);
            for (int i = 0; i < steps && chain.step(); i++) {
                // each step has happened
            }
            chain.crash("a");
            chain.publishMembers("b", "c");
            chain.settle();
            long retry = chain.put("b", "k", "v", id);
            chain.settle();
            WriteAnswer answer = chain.written(retry).get(0);
            assertEquals("before", new String(answer.previous().value()));
            long again = chain.put("b", "k", "v", id);
            chain.settle();
            assertEquals(answer.version(), chain.written(again).get(0).version());
        }
    }

    @Test
    public void theSessionsSurviveAWholeChainRestartAndASnapshot() {
        TestChain chain = new TestChain();
        chain.keepApplied(2);
        chain.start("a");
        chain.publishMembers("a");
        chain.settle();
        WriteId id = new WriteId(openSession(chain, "a"), 1, 1);
        long first = chain.put("a", "k", "v", id);
        chain.settle();
        for (int i = 0; i < 10; i++) {
            chain.put("a", "k" + i, "v");
            chain.settle();
        }
        chain.start("b");
        chain.join("b");
        assertTrue("a snapshot", chain.pieces > 1);
        chain.crash("a");
        chain.publishMembers("b");
        chain.settle();
        long retry = chain.put("b", "k", "v", id);
        chain.settle();
        assertEquals(
                chain.written(first).get(0).version(),
                chain.written(retry).get(0).version());
        chain.crash("b");
        chain.restart("b");
        chain.publishMembers("b");
        chain.settle();
        long later = chain.put("b", "k", "v", id);
        chain.settle();
        assertEquals(
                chain.written(first).get(0).version(),
                chain.written(later).get(0).version());
    }

    @Test
    public void aRecordThatIsForgottenLeavesNoAnswerBehind() {
        TestChain chain = TestChain.of("a", "b", "c");
        WriteId id = new WriteId(openSession(chain, "a"), 1, 1);
        chain.wires.hold("a", "b");
        chain.put("a", "k", "v", id);
        chain.drain();
        chain.crash("a");
        chain.publishMembers("b", "c");
        chain.settle();
        chain.wires.mend("a", "b");
        chain.restart("a");
        chain.join("a");
        chain.crash("b");
        chain.publishMembers("c", "a");
        chain.settle();
        chain.crash("c");
        chain.publishMembers("a");
        chain.settle();
        assertEquals("the record is forgotten", null, chain.getNow("a", "k"));
        chain.put("a", "k", "v", id);
        chain.settle();
        assertEquals("v", chain.getNow("a", "k"));
    }

    @Test
    public void aWriteOfAForgottenSessionIsRefused() {
        TestChain chain = TestChain.of("a");
        long ticket = chain.put("a", "k", "v", new WriteId(999, 1, 1));
        chain.settle();
        assertEquals(Failure.SESSION_EXPIRED, chain.answers.get(ticket));
        assertTrue(chain.getNow("a", "k") == null);
    }

    @Test
    public void sessionsThatHaveNotWrittenForLongestAreForgottenFirst() {
        SessionTable sessions = new SessionTable(2, SessionTable.MAX_BYTES);
        for (long seq = 1; seq <= 2; seq++) {
            sessions.apply(LogRecord.encode(seq, 1, java.util.List.of(session())));
        }
        long older = LogRecord.versionOf(1, 0);
        sessions.apply(LogRecord.encode(
                3,
                1,
                java.util.List.of(new LoggedWrite(
                        LoggedWrite.Kind.DELETE, TestChain.key("k"), null, new WriteId(older, 1, 1), null))));
        sessions.apply(LogRecord.encode(4, 1, java.util.List.of(session())));
        assertTrue(sessions.knows(new WriteId(older, 2, 1)));
        assertTrue(!sessions.knows(new WriteId(LogRecord.versionOf(2, 0), 1, 1)));
    }

    private static LoggedWrite session() {
        return new LoggedWrite(LoggedWrite.Kind.OPEN_SESSION, null, null, null, null);
    }

    @Test
    public void aSessionIsKnownByTheNumberThatWasDrawnForItAlone() {
        TestChain chain = TestChain.of("a", "b");
        long drawn = 0x1234_5678_9abc_def0L;
        long opened = chain.write(
                "a",
                new WriteCommand(LoggedWrite.Kind.OPEN_SESSION, null, null, new WriteId(drawn, 0, 0), null, false));
        chain.settle();
        long version = chain.written(opened).get(0).version();
        long guess = chain.put("a", "k", "v", new WriteId(version, 1, 1));
        long owner = chain.put("a", "k", "v", new WriteId(drawn, 1, 1));
        chain.settle();
        assertEquals(Failure.SESSION_EXPIRED, chain.answers.get(guess));
        assertTrue(chain.written(owner).get(0).applied());
    }

    private static long openNumbered(TestChain chain, long number, long origin) {
        return chain.write(
                "a",
                new WriteCommand(
                        LoggedWrite.Kind.OPEN_SESSION, null, null, WriteId.opening(number, origin), null, false));
    }

    @Test
    public void aRetryGetsTheFirstAnswerBesideAnyNumberOfOpenings() {
        TestChain chain = TestChain.of("a", "b");
        openNumbered(chain, 77, 1);
        chain.settle();
        WriteId id = new WriteId(77, 1, 1);
        long first = chain.put("a", "k", "v", id);
        chain.settle();
        for (int i = 0; i < 20_000; i++) {
            openNumbered(chain, 1_000 + i, 2);
            if (i % 1_000 == 0) {
                chain.settle();
            }
        }
        chain.settle();
        chain.crash("a");
        chain.publishMembers("b");
        chain.settle();
        long retry = chain.put("b", "k", "v", id);
        chain.settle();
        assertEquals(
                chain.written(first).get(0).version(),
                chain.written(retry).get(0).version());
    }
}
