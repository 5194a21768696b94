package io.catena.server.controller.decision;

import static io.catena.server.controller.decision.UnfitMember.Why.CUT_OFF;
import static io.catena.server.controller.decision.UnfitMember.Why.SILENT;
import static io.catena.server.controller.decision.UnfitMember.Why.SLOW;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** Which members that live and are unfit are removed, and which have to stay (H15, C9). */
public class UnfitMemberRemovalTest {
    private static ControllerScene chain(String members) {
        return ControllerScene.chainOf(members).registered(members);
    }

    @Test
    public void allSilentMembersGoAtOnce() {
        ControllerScene scene = chain("a1 b1 c1").unfit(SILENT, "a", "b");
        assertEquals("c1", scene.outcome());
        assertFalse(
                "they may still serve reads",
                scene.decide().next().orElseThrow().clean());
    }

    @Test
    public void oneSilentMemberOfTheActivatedEpochStaysIfNoOtherIsOfIt() {
        assertEquals(
                "a1 c1",
                chain("a1 b1 c1").lastActivated("a1 b1").unfit(SILENT, "b", "a").outcome());
    }

    @Test
    public void ofThoseCutOffOrSlowOneGoesAtATime() {
        assertEquals("a1 c1", chain("a1 b1 c1").unfit(CUT_OFF, "b", "c").outcome());
        assertEquals("a1 b1", chain("a1 b1 c1").unfit(SLOW, "c", "b").outcome());
    }

    @Test
    public void theNextBestGoesIfTheBestHasToStay() {
        assertEquals(
                "b1 c1",
                chain("a1 b1 c1")
                        .lastActivated("b1 a1")
                        .unfit(CUT_OFF, "a", "b")
                        .outcome());
        assertEquals(
                "b1",
                chain("a1 b1").lastActivated("b1").unfit(CUT_OFF, "b", "a").outcome());
    }

    /** Answers to probes may take longer than a round waits for them. */
    @Test
    public void theNextBestStaysWhileTheBestOnlyWaitsForASignOfAnother() {
        ControllerScene scene = chain("a1 b1 c1").unfit(CUT_OFF, "c", "b");
        assertEquals("a1 b1", scene.outcome());
        assertEquals("NONE", scene.unheard("a", "b").outcome());
        assertEquals(
                "silence of one does not make the others wait",
                "a1 c1",
                chain("a1 b1 c1").unheard("a").unfit(CUT_OFF, "b", "a").outcome());
    }

    @Test
    public void theSilentGoBeforeTheCutOff() {
        assertEquals(
                "a1 b1",
                chain("a1 b1 c1").unfit(SILENT, "c").unfit(CUT_OFF, "b").outcome());
    }

    @Test
    public void noneGoesIfFewerThanTheLeastNumberWouldStay() {
        assertEquals("NONE", chain("a1 b1").minReplicas(2).unfit(SILENT, "b").outcome());
        assertEquals(
                "a1 b1",
                chain("a1 b1 c1").minReplicas(2).unfit(SILENT, "c", "b").outcome());
    }

    @Test
    public void theJoiningReplicaMayAlwaysGoAndIsNotMissed() {
        ControllerScene scene =
                chain("a1 b1").joining("c1").registered("c1").minReplicas(2).unfit(SLOW, "c");
        assertEquals("a1 b1", scene.outcome());
        assertTrue(scene.decide().next().orElseThrow().clean());
    }

    @Test
    public void theDeadGoFirstAndWithoutRegardToTheLeastNumber() {
        assertEquals(
                "a1 b1",
                ControllerScene.chainOf("a1 b1 c1")
                        .registered("a1 b1")
                        .minReplicas(3)
                        .unfit(SILENT, "b")
                        .outcome());
    }

    @Test
    public void aNodeWithoutAPlaceCannotLoseOne() {
        assertEquals("NONE", chain("a1 b1").unfit(SLOW, "c").outcome());
    }
}
