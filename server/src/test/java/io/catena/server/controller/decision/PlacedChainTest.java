package io.catena.server.controller.decision;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.SharedSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;

/** A chain that is to be on some nodes only: which of them get places. */
public class PlacedChainTest {
    private static ControllerScene newChain() {
        return ControllerScene.withoutChain().registered("a1 b1 c1").empty("a1 b1 c1");
    }

    @Test
    public void aChainIsFormedFromTheNodeThatIsPlacedFirst() {
        assertEquals("c1", newChain().placed(2, "c", "b").outcome());
        assertEquals("b1", newChain().placed(2, "d", "b").outcome());
    }

    @Test
    public void theNodeThatIsPlacedFirstHasTimeToAnswer() {
        assertEquals("GRACE", newChain().placed(2, "c", "b").unheard("c").outcome());
        assertEquals(
                "b1", newChain().placed(2, "c", "b").unheard("c").graceOver().outcome());
        assertEquals("any node may be first", "b1", newChain().unheard("a").outcome());
    }

    @Test
    public void aChainThatIsPlacedNowhereIsNotFormed() {
        Decision decision = newChain().placed(2).decide();
        assertEquals(Decision.Kind.UNAVAILABLE, decision.kind());
        assertEquals("waits until it is placed on nodes", decision.sentence());
        assertEquals("UNAVAILABLE", newChain().placed(2, "d", "e").outcome());
    }

    @Test
    public void aChainIsFormedWhenThePlacedNodesAndThoseThatHoldDataHaveSaidWhatTheyHave() {
        assertEquals(
                "the replica of d is not awaited",
                "a1",
                newChain().placed(2, "a", "b").registeredWithoutLife("d").outcome());
        assertEquals(
                "UNAVAILABLE",
                newChain().placed(2, "a", "d").registeredWithoutLife("d").outcome());
        assertEquals(
                "UNAVAILABLE",
                newChain()
                        .placed(2, "a", "b")
                        .holders("d")
                        .registeredWithoutLife("d")
                        .outcome());
    }

    @Test
    public void aChainOfWhichAnUnplacedNodeHoldsDataIsNotMade() {
        assertEquals(
                "ALARM",
                newChain().registered("d1").placed(2, "a", "b").holders("d").outcome());
    }

    @Test
    public void onlyPlacedNodesJoinInTheOrderInWhichTheyAreToStand() {
        assertEquals(
                "a1 +c1",
                ControllerScene.chainOf("a1")
                        .registered("a1 b1 c1 d1")
                        .placed(3, "a", "c", "b")
                        .outcome());
        assertEquals(
                "a1 c1 +b1",
                ControllerScene.chainOf("a1")
                        .joining("c1")
                        .registered("a1 b1 c1 d1")
                        .caughtUp("a1", "c1")
                        .placed(3, "a", "c", "b")
                        .outcome());
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1")
                        .registered("a1 b1 d1")
                        .placed(2, "a", "c")
                        .outcome());
    }

    @Test
    public void aMemberThatIsNotPlacedStaysUntilItLeaves() {
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1 b1 c1")
                        .registered("a1 b1 c1")
                        .placed(2, "a", "b")
                        .outcome());
        Decision leaves = ControllerScene.chainOf("a1 b1 c1")
                .registered("a1 b1 c1")
                .leaving("c1")
                .placed(2, "a", "b")
                .decide();
        Configuration next = leaves.next().orElseThrow();
        assertEquals("a1 b1", ControllerScene.line(next));
        assertTrue(next.clean());
    }

    @Test
    public void aJoiningReplicaOfANodeThatIsNotPlacedAnyMoreMakesRoom() {
        Decision decision = ControllerScene.chainOf("a1")
                .joining("b1")
                .registered("a1 b1 c1")
                .caughtUp("a1", "b1")
                .placed(2, "a", "c")
                .decide();
        Configuration next = decision.next().orElseThrow();
        assertEquals("a1", ControllerScene.line(next));
        assertTrue("no member has lost its role", next.clean());
        assertEquals("b", next.lastRemovals().get(0).nodeId());
    }

    @Test
    public void whileThePlacementIsNotKnownAJoiningReplicaStays() {
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1")
                        .joining("b1")
                        .registered("a1 b1 c1")
                        .placed(2)
                        .outcome());
    }

    @Test
    public void untilItMakesRoomAJoiningReplicaHoldsUpNoOtherChange() {
        assertEquals(
                "the settings change",
                "a1 +b1",
                ControllerScene.chainOf("a1")
                        .joining("b1")
                        .registered("a1 b1")
                        .wanted(new SharedSettings(700, 1, 0))
                        .placed(1, "a")
                        .outcome());
        assertEquals(
                "a dead member goes",
                "a1 +b1",
                ControllerScene.chainOf("a1 c1")
                        .joining("b1")
                        .registered("a1 b1")
                        .placed(2, "a", "c")
                        .outcome());
        assertEquals(
                "while no placement is known it becomes a member",
                "a1 b1",
                ControllerScene.chainOf("a1")
                        .joining("b1")
                        .registered("a1 b1")
                        .caughtUp("a1", "b1")
                        .placed(2)
                        .outcome());
    }

    @Test
    public void aJoiningReplicaMakesRoomOnlyInAnActivatedEpoch() {
        assertEquals(
                "NONE",
                ControllerScene.chainOf("a1")
                        .joining("b1")
                        .lastActivated("a1")
                        .registered("a1 b1")
                        .placed(1, "a")
                        .outcome());
    }

    @Test
    public void aChainIsFormedAgainFromANodeThatIsNotPlaced() {
        assertEquals(
                "b2",
                ControllerScene.chainOf("a1 b1")
                        .registered("b2 c1")
                        .placed(2, "a", "c")
                        .graceOver()
                        .outcome());
    }

    private static Observation seen(Configuration current, Carriers carriers) {
        return new Observation(
                current,
                0,
                current,
                0,
                ControllerScene.lives("a1 b1"),
                Map.of(),
                Map.of(),
                SharedSettings.STANDARD,
                Map.of(),
                "",
                carriers);
    }

    @Test
    public void theTablePermitsNoPlaceToANodeThatIsNotPlaced() {
        Configuration before = ControllerScene.configuration(ControllerScene.EPOCH, "a1", null);
        Configuration joins = ControllerScene.configuration(ControllerScene.EPOCH + 1, "a1", "b1");
        PermittedChange.check(seen(before, new Carriers(List.of("b", "a"), 2, Set.of())), joins, Set.of());
        PermittedChange.check(seen(before, Carriers.EVERY_NODE), joins, Set.of());
        for (Carriers others :
                List.of(new Carriers(List.of("a", "c"), 2, Set.of("b")), new Carriers(List.of(), 2, Set.of()))) {
            Invariant.Broken broken = assertThrows(
                    Invariant.Broken.class, () -> PermittedChange.check(seen(before, others), joins, Set.of()));
            assertTrue(broken.getMessage(), broken.getMessage().contains("is not one of the nodes"));
        }
    }
}
