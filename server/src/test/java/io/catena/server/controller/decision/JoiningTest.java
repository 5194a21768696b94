package io.catena.server.controller.decision;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import java.util.List;
import org.junit.Test;

/** Which node joins, and when it is appended: each rule in a scene of its own. */
public class JoiningTest {
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
    public void aNodeThatLeavesOrIsUnreachableOrHasNotReportedDoesNotJoin() {
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
    public void aReplicaThatHasCaughtUpWithTheTailIsAppended() {
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

    // ---- transfers of other chains (M13)

    @Test
    public void aNodeThatTakesPartInEnoughTransfersIsPassedOver() {
        assertEquals(
                "a1 +c1",
                ControllerScene.chainOf("a1").registered("a1 b1 c1").busy("b").outcome());
    }

    /** Else heads and tails would not be where they are to be. */
    @Test
    public void whereThePlacementSaysInWhichOrderTheyAreToStandNoneIsPassedOver() {
        ControllerScene scene = ControllerScene.chainOf("a1")
                .registered("a1 b1 c1")
                .placed(3, "a", "b", "c")
                .busy("b");
        assertEquals("NONE", scene.outcome());
        assertEquals(ControllerScene.lives("b1"), scene.decide().postponed());
    }

    @Test
    public void whatNobodyCanJoinAtPresentIsPostponed() {
        ControllerScene scene =
                ControllerScene.chainOf("a1").registered("a1 b1").busy("b");
        assertEquals("NONE", scene.outcome());
        assertEquals(ControllerScene.lives("b1"), scene.decide().postponed());
        assertEquals(
                List.of(),
                ControllerScene.chainOf("a1")
                        .registered("a1")
                        .busy("b")
                        .decide()
                        .postponed());
    }

    @Test
    public void aTailThatTakesPartInEnoughTransfersFeedsNoOther() {
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1 b1")
                        .registered("a1 b1 c1")
                        .busy("b")
                        .outcome());
        assertEquals(
                "a1 b1 +c1",
                ControllerScene.chainOf("a1 b1")
                        .registered("a1 b1 c1")
                        .busy("a")
                        .outcome());
    }

    @Test
    public void whatHasCaughtUpIsAppendedAndTheNextOneWaits() {
        assertEquals(
                "a1 b1",
                ControllerScene.chainOf("a1")
                        .joining("b1")
                        .registered("a1 b1 c1")
                        .caughtUp("a1", "b1")
                        .busy("b")
                        .outcome());
        assertEquals(
                "a1 b1",
                ControllerScene.chainOf("a1")
                        .joining("b1")
                        .registered("a1 b1 c1")
                        .caughtUp("a1", "b1")
                        .busy("c")
                        .outcome());
    }

    @Test
    public void aChainWithTooFewMembersWaitsForNoOther() {
        assertEquals(
                "a1 +b1",
                ControllerScene.chainOf("a1")
                        .minReplicas(2)
                        .registered("a1 b1")
                        .busy("a", "b")
                        .outcome());
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1 c1")
                        .minReplicas(2)
                        .registered("a1 b1 c1")
                        .busy("b")
                        .outcome());
    }
}
