package io.catena.server.controller.loop;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.ControllerScene;
import io.catena.server.controller.decision.ProbeAnswer;
import java.util.TreeSet;
import org.junit.Test;

/** The registration of a process that has just died is no sign that it is there (C6, C11). */
public class AChainIsFormedOnlyFromANodeThatAnswersTest extends ControllerRig {
    private static final long LONGER = 200;

    /** Of a chain of a and b. */
    private void bothMembersAreGone() throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        directory.expire("a");
        directory.expire("b");
        rounds.round();
    }

    /** A node registers in a new life. */
    private void back(String life, long logEnd, ProbeAnswer answer) {
        String id = life.substring(0, 1);
        answers.put(id, answer);
        directory.report(id, ControllerScene.reportOfLogEnd(life, logEnd));
        directory.register(life);
    }

    private void empty(String life, ProbeAnswer answer) {
        Member node = ControllerScene.life(life);
        answers.put(node.nodeId(), answer);
        directory.report(
                node.nodeId(),
                new ReplicaReport(ControllerScene.CHAIN, node.life(), 0, 0, 0, false, 0, new TreeSet<>(), false));
        directory.register(life);
    }

    // ---- forming again

    @Test
    public void aNodeThatCameBackAndDiedAgainIsNotTakenWhileItsRegistrationLasts() throws InterruptedException {
        bothMembersAreGone();
        back("b2", 100, ProbeAnswer.GONE);
        rounds.round();
        pass(2 * TIMINGS.graceMillis());
        assertEquals("a1 b1", line());
        assertTrue(directory.note(), directory.note().contains("waits for b (host-b:7400) to answer"));
        back("a2", 100, ProbeAnswer.ALIVE);
        pass(TIMINGS.graceMillis() + TIMINGS.tickMillis());
        assertEquals("a2", line());
    }

    @Test
    public void aNodeThatDoesNotAnswerIsPassedOverWhenGraceIsOver() throws InterruptedException {
        bothMembersAreGone();
        back("b2", 100, ProbeAnswer.SILENT);
        back("a2", 100, ProbeAnswer.ALIVE);
        rounds.round();
        pass(TIMINGS.graceMillis() - TIMINGS.tickMillis());
        assertEquals("a1 b1", line());
        pass(TIMINGS.tickMillis());
        assertEquals("a2", line());
    }

    @Test
    public void aNodeThatReportsMoreThanAllThatAnswerIsWaitedForWhileItsRegistrationLasts()
            throws InterruptedException {
        bothMembersAreGone();
        back("b2", LONGER, ProbeAnswer.SILENT);
        back("a2", 100, ProbeAnswer.ALIVE);
        rounds.round();
        pass(TIMINGS.sessionTimeoutMillis() - 2 * TIMINGS.tickMillis());
        assertEquals("a may hold an old copy", "a1 b1", line());
        directory.expire("b");
        pass(TIMINGS.tickMillis());
        assertEquals("a2", line());
    }

    @Test
    public void aNodeThatReportsMoreAndStaysRegisteredIsTakenAfterASessionTimeout() throws InterruptedException {
        bothMembersAreGone();
        back("b2", LONGER, ProbeAnswer.SILENT);
        back("a2", 100, ProbeAnswer.ALIVE);
        rounds.round();
        pass(TIMINGS.sessionTimeoutMillis());
        assertEquals("b2", line());
    }

    /** As on a network that loses a packet now and then. */
    @Test
    public void anAnswerThatIsMissingNowAndThenDoesNotHoldUpGrace() throws InterruptedException {
        bothMembersAreGone();
        back("b2", 100, ProbeAnswer.ALIVE);
        for (long passed = 0; passed <= TIMINGS.graceMillis(); passed += TIMINGS.tickMillis()) {
            answers.put("b", passed / TIMINGS.tickMillis() % 3 == 1 ? ProbeAnswer.SILENT : ProbeAnswer.ALIVE);
            assertEquals("a1 b1", line());
            pass(TIMINGS.tickMillis());
        }
        answers.put("b", ProbeAnswer.ALIVE);
        pass(2 * TIMINGS.tickMillis());
        assertEquals("b2", line());
    }

    @Test
    public void aNodeThatAnswersWithinGraceIsComparedByItsLog() throws InterruptedException {
        bothMembersAreGone();
        back("b2", LONGER, ProbeAnswer.SILENT);
        back("a2", 100, ProbeAnswer.ALIVE);
        rounds.round();
        answers.put("b", ProbeAnswer.ALIVE);
        pass(TIMINGS.tickMillis());
        assertEquals("b2", line());
    }

    @Test
    public void aNodeThatHoldsEverythingIsWaitedForThoughAnotherOneAnswers() throws InterruptedException {
        bothMembersAreGone();
        back("b2", 100, ProbeAnswer.SILENT);
        back("a2", 100, ProbeAnswer.ALIVE);
        directory.report(
                "a",
                new ReplicaReport(
                        ControllerScene.CHAIN, 2, ControllerScene.EPOCH - 1, 1, 100, false, 0, new TreeSet<>(), false));
        rounds.round();
        pass(2 * TIMINGS.graceMillis());
        assertEquals("a holds an old copy", "a1 b1", line());
        answers.put("b", ProbeAnswer.ALIVE);
        pass(TIMINGS.tickMillis());
        assertEquals("b2", line());
    }

    @Test
    public void aControllerThatReachesNoNodeGoesByRegistrationsThatLastForASessionTimeout()
            throws InterruptedException {
        bothMembersAreGone();
        back("a2", 100, ProbeAnswer.SILENT);
        back("b2", LONGER, ProbeAnswer.GONE);
        rounds.round();
        pass(TIMINGS.sessionTimeoutMillis() - TIMINGS.tickMillis());
        assertEquals("a1 b1", line());
        pass(TIMINGS.tickMillis());
        assertEquals("b2", line());
    }

    @Test
    public void whileZooKeeperIsAwayNoSessionEndsSoThatARegistrationIsNoSign() throws InterruptedException {
        bothMembersAreGone();
        back("b2", 100, ProbeAnswer.SILENT);
        rounds.round();
        directory.away(true);
        pass(2 * TIMINGS.sessionTimeoutMillis());
        directory.away(false);
        pass(TIMINGS.sessionTimeoutMillis() - TIMINGS.tickMillis());
        assertEquals("a1 b1", line());
        pass(2 * TIMINGS.tickMillis());
        assertEquals("a1 b1", line());
        pass(TIMINGS.graceMillis());
        assertEquals("b2", line());
    }

    /** In the round behind an answer the next one is on its way: grace goes on all the same. */
    @Test
    public void aNodeWithLateAnswersIsTaken() throws InterruptedException {
        bothMembersAreGone();
        back("b2", 100, ProbeAnswer.ALIVE);
        answersAfterMillis.put("b", TIMINGS.probeMillis() - TIMINGS.tickMillis());
        pass(2 * TIMINGS.graceMillis());
        assertEquals("b2", line());
    }

    @Test
    public void aLongerLogOfANodeThatAnswersLateIsNotPassedOver() throws InterruptedException {
        bothMembersAreGone();
        back("a2", 100, ProbeAnswer.ALIVE);
        back("b2", LONGER, ProbeAnswer.ALIVE);
        answersAfterMillis.put("b", 2 * TIMINGS.tickMillis());
        rounds.round();
        assertEquals("b2", line());
    }

    @Test
    public void aNodeThatHangsHoldsUpOneRoundAndNoMore() throws InterruptedException {
        bothMembersAreGone();
        back("b2", 100, null);
        long beganMillis = nowMillis;
        rounds.round();
        assertEquals(TIMINGS.probeMillis(), nowMillis - beganMillis);
        rounds.round();
        assertEquals(TIMINGS.probeMillis(), nowMillis - beganMillis);
    }

    /** The next life replaces the registration while the process of the last one is being asked. */
    @Test
    public void theAnswerOfALifeSaysNothingOfTheNext() throws InterruptedException {
        bothMembersAreGone();
        back("a2", 100, ProbeAnswer.SILENT);
        back("b2", 100, ProbeAnswer.ALIVE);
        rounds.round();
        assertEquals("b2 answers, and a may follow", "a1 b1", line());
        answersAfterMillis.put("b", 5 * TIMINGS.graceMillis());
        back("b3", 100, ProbeAnswer.ALIVE);
        pass(2 * TIMINGS.graceMillis());
        assertEquals("a1 b1", line());
    }

    // ---- making a chain

    @Test
    public void aNewChainBeginsWithANodeThatAnswers() throws InterruptedException {
        empty("a1", ProbeAnswer.GONE);
        empty("b1", ProbeAnswer.ALIVE);
        rounds.round();
        assertEquals("b1", line());
    }

    @Test
    public void aNewChainIsNotCalledUnavailableBecauseTheFirstAnswerTakesLongerThanARound()
            throws InterruptedException {
        empty("a1", ProbeAnswer.ALIVE);
        answersAfterMillis.put("a", 3 * TIMINGS.tickMillis());
        rounds.round();
        assertEquals("a1", line());
        assertEquals("", directory.note());
    }

    @Test
    public void aNewChainWaitsForAnAnswerNoLongerThanRegistrationsOfTheDeadLast() throws InterruptedException {
        empty("a1", ProbeAnswer.SILENT);
        assertEquals(TIMINGS.tickMillis(), rounds.round().afterMillis());
        pass(TIMINGS.sessionTimeoutMillis() - TIMINGS.tickMillis());
        assertNull(directory.current());
        assertTrue(directory.note(), directory.note().contains("waits for a (host-a:7400) to answer the controller"));
        pass(TIMINGS.tickMillis());
        assertEquals("a1", line());
    }
}
