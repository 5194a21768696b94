package io.catena.server.controller.decision;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Advice;
import io.catena.server.chain.Configuration;
import java.util.Map;
import org.junit.Test;

/** From which node a chain is formed again whose members have all gone (C11, C12): each rule in a scene of its own. */
public class FormingAgainTest {
    @Test
    public void whenNoMemberLivesTheChainWaitsForOneAndNamesTheMembers() {
        Decision decision =
                ControllerScene.chainOf("a1 b1").registered("c1").graceOver().decide();
        assertEquals(Decision.Kind.UNAVAILABLE, decision.kind());
        assertEquals(
                "no member lives: waits for a (host-a:7400) or b (host-b:7400); " + Advice.MEMBERS_LOST,
                decision.sentence());
        assertTrue(decision.concernsUsers());
    }

    @Test
    public void withinGraceTheChainWaitsForTheOthersThatMayHoldMore() {
        assertEquals("GRACE", ControllerScene.chainOf("a1 b1").registered("b2").outcome());
    }

    @Test
    public void afterGraceTheChainIsFormedAgainFromTheNodeThatIsBack() {
        Configuration next = ControllerScene.chainOf("a1 b1")
                .registered("b2")
                .graceOver()
                .decide()
                .next()
                .orElseThrow();
        assertEquals("b2", ControllerScene.line(next));
        assertFalse(next.clean());
        assertEquals(Map.of("a", 1L, "b", 1L), next.removed());
        assertEquals(ControllerScene.EPOCH + 1, next.epoch());
    }

    @Test
    public void whenAllAreBackTheLongestLogWinsWithoutGrace() {
        assertEquals(
                "b2",
                ControllerScene.chainOf("a1 b1 c1")
                        .registered("a2 b2 c2")
                        .logEnd("a2", 8)
                        .logEnd("b2", 9)
                        .logEnd("c2", 7)
                        .outcome());
    }

    @Test
    public void ofEqualLogsTheOneNearestToTheHeadWins() {
        assertEquals("b2", ControllerScene.chainOf("b1 a1").registered("a2 b2").outcome());
    }

    @Test
    public void aChainIsNotFormedAgainFromAReplicaOfAnotherLineageOrOfAPartialSnapshot() {
        assertEquals(
                "UNAVAILABLE",
                ControllerScene.chainOf("a1")
                        .registered("a2")
                        .reporting("a2", 0, 0, 0)
                        .outcome());
        assertEquals(
                "UNAVAILABLE",
                ControllerScene.chainOf("a1")
                        .registered("a2")
                        .installing("a2")
                        .graceOver()
                        .outcome());
        assertEquals(
                "b2",
                ControllerScene.chainOf("a1 b1")
                        .registered("a2 b2")
                        .installing("a2")
                        .outcome());
    }

    @Test
    public void aChainIsNotFormedAgainFromAnOutsiderNorFromOneThatIsLeavingOrUnreachable() {
        assertEquals(
                "UNAVAILABLE",
                ControllerScene.chainOf("a1").registered("c1").graceOver().outcome());
        assertEquals(
                "UNAVAILABLE",
                ControllerScene.chainOf("a1")
                        .registered("a2")
                        .leaving("a2")
                        .graceOver()
                        .outcome());
        assertEquals(
                "UNAVAILABLE",
                ControllerScene.chainOf("a1")
                        .registered("a2")
                        .unreachable("a")
                        .graceOver()
                        .outcome());
    }

    @Test
    public void aChainIsFormedAgainOnlyFromANodeOfTheLastActivatedEpoch() {
        assertEquals(
                "UNAVAILABLE",
                ControllerScene.chainOf("a1 b1")
                        .lastActivated("a1")
                        .registered("b2")
                        .graceOver()
                        .outcome());
    }

    @Test
    public void aMemberAppendedInAnEpochNeverActivatedCannotCarryTheChainAlone() {
        ControllerScene scene = ControllerScene.chainOf("a1 b1").lastActivated("a1");
        assertEquals("UNAVAILABLE", scene.registered("b1").graceOver().outcome());
        Configuration next = scene.registered("a2").decide().next().orElseThrow();
        assertEquals("a2", ControllerScene.line(next));
        assertEquals(Map.of("a", 1L, "b", 1L), next.removed());
    }

    @Test
    public void beforeTheFirstActivationTheOneMemberMayComeBackEmpty() {
        assertEquals(
                "a2",
                ControllerScene.chainOf("a1")
                        .neverActivated()
                        .registered("a2")
                        .empty("a2")
                        .outcome());
    }

    @Test
    public void anActivatedEpochOfAnEarlierLineageDoesNotBindAForcedChain() {
        assertEquals(
                "c2",
                ControllerScene.chainOf("c1")
                        .lastActivated("a1 b1")
                        .lineage(2)
                        .registered("c2")
                        .reporting("c2", 3, 2, 5)
                        .outcome());
    }

    @Test
    public void membersWithLogsThatCouldNotBeComparedAreNamedWhenAChainIsFormedAgain() {
        Decision decision =
                ControllerScene.chainOf("a1 b1").registered("b2").graceOver().decide();
        assertEquals(
                "forms the chain again from b (host-b:7400), whose log ends at 100; "
                        + "not back, so that their logs could not be compared: a (host-a:7400)",
                decision.sentence());
    }

    @Test
    public void aNodeOfWhichNothingIsHeardIsWaitedForWithinGrace() {
        ControllerScene scene =
                ControllerScene.chainOf("a1 b1").registered("a2 b2").unheard("b");
        assertEquals("GRACE", scene.outcome());
        Decision decision = scene.graceOver().decide();
        assertEquals("a2", ControllerScene.line(decision.next().orElseThrow()));
        assertEquals(
                "forms the chain again from a (host-a:7400), whose log ends at 100; "
                        + "passed over for want of an answer: b (host-b:7400)",
                decision.sentence());
    }

    @Test
    public void aNodeOfWhichNothingIsHeardIsWaitedForAfterGraceIfItsLogIsLonger() {
        Decision decision = ControllerScene.chainOf("a1 b1")
                .registered("a2 b2")
                .logEnd("b2", 200)
                .unheard("b")
                .graceOver()
                .decide();
        assertEquals(Decision.Kind.GRACE, decision.kind());
    }

    @Test
    public void whileNothingIsHeardOfTheOnlyNodeThatHasEverythingTheChainWaitsForIt() {
        Decision decision = ControllerScene.chainOf("a1 b1")
                .registered("a2 b2")
                .reporting("a2", ControllerScene.EPOCH - 1, 1, 100)
                .unheard("b")
                .graceOver()
                .decide();
        assertEquals(Decision.Kind.UNANSWERED, decision.kind());
        assertTrue(
                decision.sentence(),
                decision.sentence().contains("waits for b (host-b:7400) to answer the controller"));
    }

    @Test
    public void anOldBackupOfAMemberCannotCarryTheChain() {
        Decision decision = NextConfiguration.decide(ControllerScene.chainOf("a1 b1")
                .registered("a2")
                .reporting("a2", ControllerScene.EPOCH - 1, 1, 90)
                .graceOver()
                .view());
        assertEquals(Decision.Kind.UNAVAILABLE, decision.kind());
        assertTrue(decision.sentence(), decision.sentence().contains("older than the last activated epoch"));
    }
}
