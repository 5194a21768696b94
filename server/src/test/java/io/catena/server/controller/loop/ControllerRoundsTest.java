package io.catena.server.controller.loop;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.ControllerScene;
import io.catena.server.controller.decision.ProbeAnswer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Test;

/** What one term of the controller does round by round. */
public class ControllerRoundsTest extends ControllerRig {
    @Test
    public void itPublishesTheFirstConfiguration() throws InterruptedException {
        directory.register("a1");
        directory.report("a", new ReplicaReport(ControllerScene.CHAIN, 1, 0, 0, 0, false, 0, new TreeSet<>(), false));
        assertEquals(0, rounds.round().afterMillis());
        assertEquals("a1", line());
    }

    @Test
    public void aMemberIsRemovedAtOnceWhenItsRegistrationGoes() throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        directory.expire("b");
        answers.put("b", ProbeAnswer.ALIVE);
        rounds.round();
        assertEquals("a1", line());
    }

    @Test
    public void whileNothingIsPendingItWaitsForAHint() throws InterruptedException {
        chain("a1 b1");
        directory.register("a1 b1");
        assertEquals(Controller.UNTIL_HINTED, rounds.round().afterMillis());
        assertTrue(asked.isEmpty());
    }

    // ---- after ZooKeeper was away

    @Test
    public void aNewControllerWaitsForRegistrationsBeforeItMissesAMember() throws InterruptedException {
        chain("a1 b1");
        directory.register("a1");
        assertEquals(TIMINGS.tickMillis(), rounds.round().afterMillis());
        assertEquals("a1 b1", line());
        pass(TIMINGS.sessionTimeoutMillis() + TIMINGS.probeMillis());
        assertEquals("a1", line());
    }

    @Test
    public void aConnectionThatComesAndGoesDoesNotKeepTheMissingForEver() throws InterruptedException {
        chain("a1 b1");
        directory.register("a1");
        long beganMillis = nowMillis;
        while (line().equals("a1 b1") && nowMillis - beganMillis < 10 * TIMINGS.sessionTimeoutMillis()) {
            rounds.zooKeeperReturned();
            pass(TIMINGS.tickMillis());
        }
        assertEquals("a1", line());
        assertTrue("patience is renewed", nowMillis - beganMillis >= 3 * TIMINGS.sessionTimeoutMillis());
    }

    @Test
    public void patienceIsRenewedAfterAQuietTime() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        nowMillis += 3_600_000;
        aAndBRegisterAgain();
        rounds.zooKeeperReturned();
        rounds.round();
        assertEquals("a1 b1 c1", line());
        pass(TIMINGS.sessionTimeoutMillis());
        assertEquals("a1 b1", line());
    }

    @Test
    public void patienceIsRenewedAtAnElectionLongAfterTheTermInWhichItWasUsed() throws InterruptedException {
        chain("a1 b1 c1");
        aAndBRegisterAgain();
        rounds.round();
        nowMillis += 3_600_000;
        directory.beginTerm(2);
        PlayedRounds later = term(2);
        later.round();
        assertEquals("a1 b1 c1", line());
    }

    private void aAndBRegisterAgain() {
        for (String id : new String[] {"a", "b", "c"}) {
            directory.expire(id);
            answers.put(id, ProbeAnswer.ALIVE);
        }
        directory.register("a1 b1");
    }

    /** ZooKeeper's client tells of the new session on a thread of its own, perhaps behind the answers to reads. */
    @Test
    public void whatIsReadInAnotherSessionMissesNoMemberBeforeThatSessionIsHeardOf() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        nowMillis += 3_600_000;
        directory.endSessions();
        answers.put("a", ProbeAnswer.ALIVE);
        answers.put("b", ProbeAnswer.ALIVE);
        answers.put("c", ProbeAnswer.SILENT);
        rounds.round();
        assertEquals("a1 b1 c1", line());
        directory.register("a1 b1");
        pass(TIMINGS.sessionTimeoutMillis() - TIMINGS.tickMillis());
        assertEquals("a1 b1 c1", line());
        pass(TIMINGS.tickMillis());
        assertEquals("a1 b1", line());
    }

    @Test
    public void graceDoesNotPassWhileZooKeeperIsAway() throws InterruptedException {
        chain("a1 b1");
        directory.register("b2");
        directory.report("b", ControllerScene.report(ControllerScene.life("b2")));
        answers.put("a", ProbeAnswer.GONE);
        rounds.round();
        directory.away(true);
        pass(5 * TIMINGS.graceMillis());
        directory.away(false);
        rounds.round();
        assertEquals("a may be back as well", "a1 b1", line());
        pass(TIMINGS.graceMillis());
        assertEquals("b2", line());
    }

    @Test
    public void aMissingMemberThatIsFoundGoneIsNotWaitedFor() throws InterruptedException {
        chain("a1 b1");
        directory.register("a1");
        answers.put("b", ProbeAnswer.GONE);
        rounds.round();
        assertEquals("a1", line());
    }

    @Test
    public void anOutageOfZooKeeperDoesNotDissolveAHealthyChain() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        directory.away(true);
        assertEquals(TIMINGS.tickMillis(), rounds.round().afterMillis());
        for (String id : new String[] {"a", "b", "c"}) {
            directory.expire(id);
            answers.put(id, ProbeAnswer.ALIVE);
        }
        directory.away(false);
        directory.register("a1");
        rounds.zooKeeperReturned();
        rounds.round();
        nowMillis += 3 * TIMINGS.sessionTimeoutMillis();
        rounds.round();
        assertEquals("members that answer are kept", "a1 b1 c1", line());
        directory.register("b1");
        answers.put("c", ProbeAnswer.SILENT);
        rounds.round();
        assertEquals("a member that neither registers nor answers goes", "a1 b1", line());
    }

    @Test
    public void aMemberThatAnswersButDoesNotRegisterThoughOthersDoIsReplacedWhenPatienceIsOver_row12()
            throws InterruptedException {
        chain("a1 b1 c1");
        directory.register("b1 c1");
        answers.put("a", ProbeAnswer.ALIVE);
        rounds.round();
        pass(TIMINGS.sessionTimeoutMillis() - TIMINGS.tickMillis());
        assertEquals("a1 b1 c1", line());
        pass(TIMINGS.tickMillis());
        assertEquals("b1 c1", line());
    }

    @Test
    public void aMemberThatDoesNotRegisterStaysIfTooFewWouldStay_row12() throws InterruptedException {
        chain("a1 b1");
        directory.register("b1");
        answers.put("a", ProbeAnswer.ALIVE);
        rounds.round();
        pass(3 * TIMINGS.sessionTimeoutMillis());
        assertEquals("a1 b1", line());
    }

    @Test
    public void aMemberThatHasRegisteredAgainAfterTheOutageIsMissedAsEver() throws InterruptedException {
        chain("a1 b1");
        directory.register("a1 b1");
        rounds.zooKeeperReturned();
        rounds.round();
        directory.expire("b");
        answers.put("b", ProbeAnswer.ALIVE);
        rounds.round();
        assertEquals("a1", line());
    }

    @Test
    public void aNewLifeOfAMissingMemberIsProofEnough() throws InterruptedException {
        chain("a1 b1");
        directory.register("a1 b2");
        answers.put("b", ProbeAnswer.ALIVE);
        rounds.round();
        assertEquals("a1", line());
    }

    @Test
    public void theChainIsNotLeftToMembersOfWhichThereIsNoSign() throws InterruptedException {
        chain("a1 b1");
        directory.report("b", ControllerScene.report(ControllerScene.life("b2")));
        directory.register("b2");
        rounds.round();
        assertEquals("a may not return: b must stay in the configuration", "a1 b1", line());
        pass(TIMINGS.sessionTimeoutMillis() + TIMINGS.probeMillis() + TIMINGS.graceMillis());
        assertEquals("b2", line());
    }

    @Test
    public void theChainIsNotLeftToAMemberWithARegistrationThatMayBeALeftover() throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        answers.put("a", ProbeAnswer.SILENT);
        directory.report("b", ControllerScene.report(ControllerScene.life("b2")));
        directory.register("b2");
        rounds.round();
        assertEquals("a1 b1", line());
        directory.expire("a");
        rounds.round();
        pass(TIMINGS.graceMillis());
        assertEquals("b2", line());
    }

    @Test
    public void aRegistrationThatLastsForASessionTimeoutIsSignEnoughOfAMemberThatSaysNothing()
            throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        answers.put("a", ProbeAnswer.SILENT);
        directory.expire("b");
        rounds.round();
        pass(TIMINGS.sessionTimeoutMillis() - TIMINGS.tickMillis());
        assertEquals("a1 b1", line());
        pass(TIMINGS.tickMillis());
        assertEquals("a1", line());
    }

    @Test
    public void oneAnswerOfTheMembersThatStayIsEnough() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        answers.put("a", ProbeAnswer.SILENT);
        directory.expire("c");
        rounds.round();
        assertEquals("a1 b1", line());
    }

    // ---- grace

    @Test
    public void graceBeginsWhenTheChainCouldBeFormedAgain() throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        directory.expire("a");
        directory.expire("b");
        assertEquals(TIMINGS.tickMillis(), rounds.round().afterMillis());
        nowMillis += 10 * TIMINGS.graceMillis();
        rounds.round();
        directory.report("b", ControllerScene.report(ControllerScene.life("b2")));
        directory.register("b2");
        rounds.round();
        assertEquals("a1 b1", line());
        assertTrue(directory.note(), directory.note().contains("waits for a (host-a:7400)"));
        nowMillis += TIMINGS.graceMillis() - 1;
        rounds.round();
        assertEquals("a1 b1", line());
        nowMillis += 1;
        rounds.round();
        assertEquals("b2", line());
        rounds.round();
        assertEquals("", directory.note());
    }

    // ---- rehearsal

    @Test
    public void aRehearsalProbesAndWritesAndChangesNothing() throws InterruptedException {
        chain("a1 b1 c1");
        Configuration before = directory.current();
        directory.register("a1 b1 c1");
        boolean[] written = new boolean[1];
        directory.beforeNextWrite(() -> written[0] = true);
        played(new WarmUpRound(ControllerScene.CHAIN, TIMINGS, nanoTime())).round();
        assertEquals(Set.copyOf(ControllerScene.lives("a1 b1 c1")), asked.keySet());
        assertTrue("the way of a write is rehearsed too", written[0]);
        assertEquals(before, directory.current());
        assertEquals(Controller.UNTIL_HINTED, rounds.round().afterMillis());
    }

    // ---- writes

    @Test
    public void anAnswerLostOnTheWayIsFoundOutByReadingAgain() throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        directory.expire("b");
        directory.loseNextAnswer();
        Round.Next next = rounds.round();
        assertFalse(next.termLost());
        rounds.round();
        assertEquals("a1", line());
        assertEquals(
                "published once", ControllerScene.EPOCH + 1, directory.current().epoch());
    }

    @Test
    public void anOvertakenControllerReadsAgain() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        directory.expire("c");
        directory.beforeNextWrite(() -> directory.holds(new Configuration(
                ControllerScene.CHAIN,
                ControllerScene.EPOCH + 1,
                1,
                ControllerScene.lives("a1 c1"),
                null,
                false,
                Map.of("b", 1L))));
        assertEquals(0, rounds.round().afterMillis());
        assertEquals("a1 c1", line());
        rounds.round();
        assertEquals("a1", line());
        assertEquals(ControllerScene.EPOCH + 2, directory.current().epoch());
    }

    @Test
    public void aDeposedControllerChangesNothingAndStops() throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        directory.expire("b");
        directory.beforeNextWrite(() -> directory.beginTerm(2));
        assertTrue(rounds.round().termLost());
        assertEquals("a1 b1", line());
    }

    @Test
    public void usersAreToldOfAConfigurationThatCannotBePublished() throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        directory.expire("b");
        directory.takesNothing();
        assertEquals(Controller.UNTIL_HINTED, rounds.round().afterMillis());
        assertTrue(directory.note(), directory.note().contains("it is too large"));
        assertEquals("a1 b1", line());
    }

    @Test
    public void anUnreadableConfigurationIsNeverTakenForNone() throws InterruptedException {
        directory.register("a1");
        directory.unreadable(true);
        assertEquals(Controller.UNTIL_HINTED, rounds.round().afterMillis());
        assertEquals(null, directory.current());
    }

    // ---- transfers of other chains (M13)

    @Test
    public void aChainThatBecomesUnreadableWhileAReplicaJoinsLeavesItsRoomToOthers() throws InterruptedException {
        directory.holds(ControllerScene.configuration(ControllerScene.EPOCH, "a1", "b1"));
        directory.register("a1 b1");
        feedsOthers(Transfers.MOST_OF_A_NODE - 1);
        rounds.round();
        assertEquals(Set.of("a"), transfers.busy(99));
        transfers.await(98, ControllerScene.life("a1"), ControllerScene.lives("d1"));
        directory.unreadable(true);
        rounds.round();
        assertEquals(Set.of(), transfers.busy(99));
        assertEquals(List.of(98), called);
        directory.unreadable(false);
        rounds.round();
        assertEquals("it counts again", Set.of("a"), transfers.busy(99));
    }

    /** So many transfers of other chains are fed by node a. */
    private void feedsOthers(int transfersOfA) {
        for (int chain = 2; chain < 2 + transfersOfA; chain++) {
            transfers.see(chain, ControllerScene.configuration(ControllerScene.EPOCH, "a1", "z1"));
        }
    }

    @Test
    public void aChainWaitsUntilTheTailFeedsFewerOthersAndIsCalledThen() throws InterruptedException {
        chain("b1 a1");
        directory.register("a1 b1 c1");
        feedsOthers(Transfers.MOST_OF_A_NODE);
        assertEquals(Controller.UNTIL_HINTED, rounds.round().afterMillis());
        assertEquals("b1 a1", line());
        transfers.see(2, ControllerScene.configuration(ControllerScene.EPOCH + 1, "a1 z1", null));
        assertEquals(List.of(ControllerScene.CHAIN), called);
        rounds.round();
        assertEquals("b1 a1 +c1", line());
        assertEquals("it counts from its decision on", Set.of("a"), transfers.busy(99));
    }

    @Test
    public void aTransferThatWasNotPublishedDoesNotCount() throws InterruptedException {
        chain("b1 a1");
        directory.register("a1 b1 c1");
        feedsOthers(Transfers.MOST_OF_A_NODE - 1);
        directory.takesNothing();
        rounds.round();
        assertEquals("b1 a1", line());
        assertEquals(Set.of(), transfers.busy(99));
    }
}
