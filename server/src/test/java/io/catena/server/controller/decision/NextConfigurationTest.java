package io.catena.server.controller.decision;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.SharedSettings;
import java.util.Map;
import org.junit.Test;

/** Each rule of the decision, in a scene of its own. */
public class NextConfigurationTest {

    // ---- the first configuration

    @Test
    public void aNewChainBeginsWithTheFirstNodeThatRegistered() {
        Configuration first = ControllerScene.withoutChain()
                .registered("b1 a1")
                .empty("a1 b1")
                .decide()
                .next()
                .orElseThrow();
        Configuration alone =
                new Configuration(ControllerScene.CHAIN, 1, 1, ControllerScene.lives("b1"), null, true, Map.of());
        assertEquals("nobody can hold a lease", ControllerScene.with(alone, SharedSettings.STANDARD, 0), first);
    }

    @Test
    public void noChainIsMadeAnewWhileANodeHoldsData() {
        for (ControllerScene holder : new ControllerScene[] {
            ControllerScene.withoutChain().registered("a1 b1").empty("a1").reporting("b1", 5, 0, 0),
            ControllerScene.withoutChain().registered("a1 b1").empty("a1").reporting("b1", 0, 1, 0),
            ControllerScene.withoutChain().registered("a1 b1").empty("a1").reporting("b1", 0, 0, 9)
        }) {
            Decision decision = holder.decide();
            assertEquals(Decision.Kind.ALARM, decision.kind());
            assertTrue(decision.sentence(), decision.sentence().contains("b (host-b:7400)"));
        }
    }

    @Test
    public void noChainIsMadeAnewIfAnEpochWasActivated() {
        ControllerScene lost = ControllerScene.withoutChain().registered("a1").empty("a1");
        assertEquals(
                "ALARM",
                lost.activated(ControllerScene.configuration(3, "a1", null)).outcome());
    }

    @Test
    public void noChainIsMadeBeforeTheReplicasOfAllRegisteredNodesAreRegistered() {
        ControllerScene scene =
                ControllerScene.withoutChain().registered("a1").empty("a1").registeredWithoutLife("a", "b");
        Decision decision = scene.decide();
        assertEquals(Decision.Kind.UNAVAILABLE, decision.kind());
        assertEquals(
                "waits for the replica of b to register and to say whether there is data already", decision.sentence());
        assertEquals("a1", scene.registered("b1").empty("b1").outcome());
    }

    @Test
    public void noChainIsMadeBeforeEveryRegisteredNodeHasSaidWhatItHolds() {
        assertEquals(
                "UNAVAILABLE",
                ControllerScene.withoutChain()
                        .registered("a1")
                        .empty("a1")
                        .registeredWithoutReport("b1")
                        .outcome());
    }

    @Test
    public void anEarlierLifesReportDoesNotCount() {
        assertEquals(
                "UNAVAILABLE",
                ControllerScene.withoutChain()
                        .registeredWithoutReport("a2")
                        .empty("a1")
                        .outcome());
    }

    @Test
    public void aNewChainWaitsForANode() {
        assertEquals("UNAVAILABLE", ControllerScene.withoutChain().outcome());
    }

    @Test
    public void aNewChainDoesNotBeginWithANodeThatIsLeavingOrUnreachable() {
        assertEquals(
                "b1",
                ControllerScene.withoutChain()
                        .registered("a1 b1")
                        .emptyAndLeaving("a1")
                        .empty("b1")
                        .outcome());
        assertEquals(
                "b1",
                ControllerScene.withoutChain()
                        .registered("a1 b1")
                        .empty("a1 b1")
                        .unreachable("a")
                        .outcome());
    }

    // ---- what cannot be right

    @Test
    public void aNodeThatHasSeenAHigherEpochFreezesTheMembership() {
        Decision decision = ControllerScene.chainOf("a1 b1")
                .registered("a1 c1")
                .reporting("c1", ControllerScene.EPOCH + 1, 1, 5)
                .decide();
        assertEquals(Decision.Kind.ALARM, decision.kind());
        assertTrue(decision.sentence(), decision.sentence().contains("c (host-c:7400) has seen epoch 8"));
    }

    @Test
    public void aNodeOfAHigherLineageFreezesTheMembership() {
        assertEquals(
                "ALARM",
                ControllerScene.chainOf("a1")
                        .registered("a1 c1")
                        .reporting("c1", 3, 2, 5)
                        .outcome());
    }

    @Test
    public void anActivatedEpochAboveTheNewestFreezesTheMembership() {
        assertEquals(
                "ALARM",
                ControllerScene.chainOf("a1")
                        .registered("a1")
                        .activated(ControllerScene.configuration(ControllerScene.EPOCH + 1, "a1", null))
                        .outcome());
    }

    @Test
    public void aConfigurationWithNobodyOfTheLastActivatedEpochFreezesTheMembership() {
        assertEquals(
                "ALARM",
                ControllerScene.chainOf("b1")
                        .lastActivated("a1")
                        .registered("b1")
                        .outcome());
    }

    // ---- removing

    @Test
    public void whoGaveUpTheRoleOfAnOlderEpochIsNotRemovedForIt() {
        ControllerScene scene =
                ControllerScene.chainOf("a1 b1").registered("a1 b1").leaving(ControllerScene.EPOCH - 1, "a1");
        assertEquals("NONE", scene.outcome());
        assertEquals("b1", scene.leaving("a1").outcome());
    }

    @Test
    public void theDeadAreRemovedAllAtOnceTheJoiningToo() {
        Configuration next = ControllerScene.chainOf("a1 b1 c1")
                .joining("d1")
                .registered("b1")
                .decide()
                .next()
                .orElseThrow();
        assertEquals("b1", ControllerScene.line(next));
        assertFalse(next.clean());
        assertEquals(Map.of("a", 1L, "c", 1L, "d", 1L), next.removed());
    }

    @Test
    public void aMemberWhoseNodeCameBackInANewLifeIsDead() {
        assertEquals("a1", ControllerScene.chainOf("a1 b1").registered("a1 b2").outcome());
    }

    @Test
    public void aMemberFoundUnreachableIsDead() {
        assertEquals(
                "a1 c1",
                ControllerScene.chainOf("a1 b1 c1")
                        .registered("a1 b1 c1")
                        .unreachable("b")
                        .outcome());
    }

    @Test
    public void theDeadStayWhileNothingIsHeardOfAnyOtherWhoHoldsEverything() {
        ControllerScene scene =
                ControllerScene.chainOf("a1 b1").registered("a1 b2").unheard("a");
        Decision decision = scene.decide();
        assertEquals("should a never return, b2 forms the chain again", "UNAVAILABLE", scene.outcome());
        assertTrue(decision.sentence(), decision.sentence().contains("b (host-b:7400)"));
        assertEquals(
                "one of two is enough",
                "a1 c1",
                ControllerScene.chainOf("a1 b1 c1")
                        .registered("a1 b2 c1")
                        .unheard("a")
                        .outcome());
        assertEquals(
                "c may lack something",
                "UNAVAILABLE",
                ControllerScene.chainOf("a1 b1 c1")
                        .lastActivated("a1 b1")
                        .registered("a1 b2 c1")
                        .unheard("a")
                        .outcome());
    }

    @Test
    public void whoMayLackSomethingIsRemovedThoughNothingIsHeardOfTheOthers() {
        assertEquals(
                "a1 b1",
                ControllerScene.chainOf("a1 b1 c1")
                        .lastActivated("a1 b1")
                        .registered("a1 b1")
                        .unheard("a", "b")
                        .outcome());
        assertEquals(
                "a1",
                ControllerScene.chainOf("a1")
                        .joining("b1")
                        .registered("a1")
                        .unheard("a")
                        .outcome());
    }

    @Test
    public void nobodyIsRemovedAloneInFavourOfAMemberOfWhichNothingIsHeard() {
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1 b1")
                        .registered("a1 b1")
                        .unheard("a")
                        .leaving("b1")
                        .outcome());
        assertEquals(
                "a1 b1",
                ControllerScene.chainOf("a1 b1 c1")
                        .registered("a1 b1 c1")
                        .unheard("a")
                        .leaving("b1 c1")
                        .outcome());
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1 b1")
                        .registered("a1 b1")
                        .unheard("a")
                        .unfit(UnfitMember.Why.SILENT, "b")
                        .outcome());
    }

    @Test
    public void droppingOnlyTheJoiningIsCleanAndItIsRemembered() {
        Configuration next = ControllerScene.chainOf("a1 b1")
                .joining("c1")
                .registered("a1 b1")
                .decide()
                .next()
                .orElseThrow();
        assertEquals("a1 b1", ControllerScene.line(next));
        assertTrue(next.clean());
        assertEquals(Map.of("c", 1L), next.removed());
    }

    @Test
    public void whoAsksToLeaveIsRemovedCleanly() {
        Configuration next = ControllerScene.chainOf("a1 b1 c1")
                .registered("a1 b1 c1")
                .leaving("a1 c1")
                .decide()
                .next()
                .orElseThrow();
        assertEquals("b1", ControllerScene.line(next));
        assertTrue(next.clean());
    }

    @Test
    public void theDeadGoBeforeTheLeaving() {
        Configuration next = ControllerScene.chainOf("a1 b1 c1")
                .registered("a1 b1")
                .leaving("a1")
                .decide()
                .next()
                .orElseThrow();
        assertEquals("a1 b1", ControllerScene.line(next));
        assertFalse(next.clean());
    }

    @Test
    public void theLastLivingMemberIsNotRemovedThoughItAsksToLeave() {
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1").registered("a1").leaving("a1").outcome());
        assertEquals(
                "a1",
                ControllerScene.chainOf("a1 b1")
                        .registered("a1 b1")
                        .leaving("a1 b1")
                        .outcome());
    }

    @Test
    public void aLeavingMemberStaysWhileItAloneIsOfTheLastActivatedEpoch() {
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1 b1")
                        .lastActivated("a1")
                        .registered("a1 b1")
                        .leaving("a1")
                        .outcome());
    }

    @Test
    public void aRequestToLeaveMadeInAnEarlierLifeDoesNotCount() {
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1 b2")
                        .registered("a1 b2")
                        .leaving("b1")
                        .outcome());
    }

    // ---- joining

    @Test
    public void nothingIsAddedBeforeTheNewestEpochIsActivated() {
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1")
                        .lastActivated("a1")
                        .registered("a1 b1")
                        .outcome());
    }

    @Test
    public void theFirstRegisteredNodeOutsideTheChainBeginsToJoin() {
        assertEquals(
                "a1 +c1", ControllerScene.chainOf("a1").registered("c1 a1 b1").outcome());
    }

    @Test
    public void onlyOneJoinsAtATime() {
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1")
                        .joining("b1")
                        .registered("a1 b1 c1")
                        .outcome());
    }

    @Test
    public void asOneIsAppendedTheNextOneBeginsToJoin() {
        assertEquals(
                "a1 b1 +c1",
                ControllerScene.chainOf("a1")
                        .joining("b1")
                        .registered("a1 b1 c1 d1")
                        .caughtUp("a1", "b1")
                        .outcome());
    }

    @Test
    public void aRemovedLifeNeverComesBackButANewOneDoes() {
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1").removed("b1").registered("a1 b1").outcome());
        assertEquals(
                "a1 +b2",
                ControllerScene.chainOf("a1").removed("b1").registered("a1 b2").outcome());
    }

    @Test
    public void whoLeavesOrIsUnreachableOrHasNotReportedDoesNotJoin() {
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1").registered("a1 b1").leaving("b1").outcome());
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1")
                        .registered("a1 b1")
                        .unreachable("b")
                        .outcome());
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1")
                        .registered("a1")
                        .registeredWithoutReport("b1")
                        .outcome());
    }

    @Test
    public void whoHasCaughtUpWithTheTailIsAppended() {
        Configuration next = ControllerScene.chainOf("a1 b1")
                .joining("c3")
                .registered("a1 b1 c3")
                .caughtUp("b1", "c3")
                .decide()
                .next()
                .orElseThrow();
        assertEquals("a1 b1 c3", ControllerScene.line(next));
        assertTrue(next.clean());
    }

    @Test
    public void onlyTheTailsWordInItsPresentLifeAndOnTheJoiningLifeCounts() {
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1 b2")
                        .joining("c3")
                        .registered("a1 b2 c3")
                        .caughtUp("a1", "c3")
                        .outcome());
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1 b2")
                        .joining("c3")
                        .registered("a1 b2 c3")
                        .caughtUp("b1", "c3")
                        .outcome());
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1 b2")
                        .joining("c3")
                        .registered("a1 b2 c3")
                        .caughtUp("b2", "c2")
                        .outcome());
    }
}
