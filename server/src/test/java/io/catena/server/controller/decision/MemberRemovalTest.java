package io.catena.server.controller.decision;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import java.util.Map;
import org.junit.Test;

/** Which members are removed, and which stay all the same: each rule in a scene of its own. */
public class MemberRemovalTest {
    @Test
    public void aMemberThatGaveUpTheRoleOfAnOlderEpochIsNotRemovedForIt() {
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
    public void aMemberIsDeadWhenItsNodeCameBackInANewLife() {
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
    public void deadMembersStayWhileNothingIsHeardOfAnyOtherThatHoldsEverything() {
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
    public void aReplicaThatMayLackSomethingIsRemovedThoughNothingIsHeardOfTheOthers() {
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
    public void noMemberIsRemovedAloneInFavourOfOneOfWhichNothingIsHeard() {
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
    public void aMemberThatAsksToLeaveIsRemovedCleanly() {
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
}
