package io.catena.server.controller.decision;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.SharedSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;

/** When members change places, so that head and tail are those of the placement (C17). */
public class RolesByPlacementTest {
    private static final SharedSettings SETTINGS = SharedSettings.STANDARD.withFormat(ClusterFormat.HANDOVERS.number());
    private static final FormatRange KNOWN = new FormatRange(1, ClusterFormat.HANDOVERS.number());

    private static ControllerScene chain(SharedSettings settings) {
        return ControllerScene.chainOf("a1 b1 c1")
                .settings(settings, 300)
                .wanted(settings)
                .registered("a1 b1 c1")
                .know(KNOWN, "a", "b", "c", "d");
    }

    /** It is to stand as c, a, b. */
    private static ControllerScene chain() {
        return chain(SETTINGS).placed(3, "c", "a", "b");
    }

    private static ControllerScene handingOver() {
        return chain().handsOver();
    }

    private static Configuration next(ControllerScene scene) {
        ChainView view = scene.view();
        Decision decision = NextConfiguration.decide(view);
        Configuration next = decision.next().orElseThrow(() -> new AssertionError(decision.sentence()));
        PermittedChange.check(view.current(), view.activated(), next);
        return next;
    }

    private static void handsOver(ControllerScene scene) {
        Configuration next = next(scene);
        assertTrue(next.handover() && next.clean());
        assertEquals(ControllerScene.lives("a1 b1 c1"), next.members());
    }

    private static void staysAsItIs(ControllerScene scene) {
        Decision decision = scene.decide();
        assertEquals(decision.sentence(), Decision.Kind.NONE, decision.kind());
        assertTrue(decision.sentence(), decision.still().isEmpty());
    }

    private static void stands(String members, ControllerScene scene) {
        Configuration next = next(scene);
        assertFalse(next.handover());
        assertTrue(next.clean());
        assertEquals(ControllerScene.lives(members), next.members());
    }

    @Test
    public void aChainHandsOverWhoseHeadOrTailIsNotThatOfThePlacement() {
        handsOver(chain());
        handsOver(chain().placed(3, "a", "c", "b"));
        handsOver(chain().placed(3, "b", "a", "c"));
        staysAsItIs(chain().placed(3, "a", "b", "c"));
    }

    @Test
    public void forAMiddlesPlaceAloneNoChainHandsOver() {
        staysAsItIs(ControllerScene.chainOf("a1 b1 c1 d1")
                .settings(SETTINGS, 300)
                .wanted(SETTINGS)
                .registered("a1 b1 c1 d1")
                .know(KNOWN, "a", "b", "c", "d")
                .placed(4, "a", "c", "b", "d"));
    }

    @Test
    public void theMembersStandAsPlacedWhenTheHandoverHasTakenEffect() {
        stands("c1 a1 b1", handingOver());
        Decision decision = handingOver().decide();
        assertTrue(decision.sentence(), decision.sentence().startsWith("makes c"));
    }

    @Test
    public void aHandoverIsAwaitedUntilItHasTakenEffect() {
        Decision decision = handingOver().lastActivated("a1 b1 c1").decide();
        assertEquals(Decision.Kind.NONE, decision.kind());
        assertTrue(decision.sentence(), decision.sentence().contains("to take effect"));
    }

    @Test
    public void ifTheChainIsToBeElsewhereByThenTheMembersKeepTheirOrder() {
        stands("a1 b1 c1", handingOver().placed(3, "c", "a", "d"));
        stands("a1 b1 c1", handingOver().placed(3));
        stands("a1 b1 c1", handingOver().placed(3, "a", "b", "c"));
    }

    @Test
    public void thatAHandoverEndsWaitsForNothing() {
        stands("c1 a1 b1", handingOver().unheard("b"));
        stands("c1 a1 b1", handingOver().still("a", "b", "c"));
        stands("c1 a1 b1", handingOver().wanted(new SharedSettings(500, 1, 0, 4)));
        stands("c1 a1 b1", handingOver().registered("d1").empty("d1"));
    }

    @Test
    public void aMemberThatDiesInAHandoverIsRemovedAndNothingElseHappens() {
        for (ControllerScene scene : List.of(
                handingOver().unreachable("a"),
                handingOver().lastActivated("a1 b1 c1").unreachable("a"))) {
            Configuration next = next(scene);
            assertEquals(ControllerScene.lives("b1 c1"), next.members());
            assertFalse(next.handover() || next.clean());
        }
    }

    @Test
    public void aMemberMayLeaveInAHandover() {
        Configuration next = next(handingOver().leaving("b1"));
        assertEquals(ControllerScene.lives("a1 c1"), next.members());
        assertTrue(next.clean());
        assertFalse(next.handover());
    }

    @Test
    public void noChainHandsOverThatIsNotWholeAndWell() {
        staysAsItIs(chain().placed(3, "c", "a", "d"));
        staysAsItIs(chain().placed(3));
        staysAsItIs(chain().placed(2, "c", "a"));
        staysAsItIs(chain().unheard("b"));
        SharedSettings threeAtLeast = new SharedSettings(300, 3, 0, ClusterFormat.HANDOVERS.number());
        staysAsItIs(chain(threeAtLeast).placed(3, "c", "a", "b").unfit(UnfitMember.Why.SLOW, "b"));
        handsOver(chain(threeAtLeast).placed(3, "c", "a", "b"));
    }

    @Test
    public void aReplicaThatJoinsComesFirst() {
        assertEquals(
                "a1 b1 +c1",
                ControllerScene.chainOf("a1 b1")
                        .settings(SETTINGS, 300)
                        .wanted(SETTINGS)
                        .registered("a1 b1 c1")
                        .empty("c1")
                        .know(KNOWN, "a", "b", "c")
                        .placed(3, "c", "a", "b")
                        .outcome());
    }

    @Test
    public void inAFormatThatKnowsNoHandoversAndInAChainOfAllNodesThereAreNone() {
        SharedSettings before = SharedSettings.STANDARD.withFormat(ClusterFormat.MANY_CHAINS.number());
        staysAsItIs(chain(before).placed(3, "c", "a", "b"));
        staysAsItIs(chain(SETTINGS));
    }

    @Test
    public void aChainWaitsWhileANodeOfItTakesPartInAnotherHandover() {
        Decision decision = chain().still("b").decide();
        assertEquals(Decision.Kind.NONE, decision.kind());
        assertEquals(ControllerScene.lives("a1 b1 c1"), decision.still());
        handsOver(chain().still("d"));
    }

    @Test
    public void theTableKnowsThatAChainOfAllNodesHandsNothingOver() {
        ChainView view = chain().view();
        Configuration next = ControllerScene.handover(next(chain()));
        Observation everyNode = new Observation(
                view.current(),
                1,
                view.activated(),
                0,
                view.registrations(),
                view.reports(),
                Map.of(),
                SETTINGS,
                view.formats(),
                "");
        assertThrows(Invariant.Broken.class, () -> PermittedChange.check(everyNode, next, Set.of()));
    }
}
