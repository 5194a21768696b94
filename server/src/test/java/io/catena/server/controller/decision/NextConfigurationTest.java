package io.catena.server.controller.decision;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.SharedSettings;
import java.util.Map;
import org.junit.Test;

/** How a chain begins, and what cannot be right and freezes its membership: each rule in a scene of its own. */
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
        assertEquals("no replica can hold a lease", ControllerScene.with(alone, SharedSettings.STANDARD, 0), first);
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
    public void aChainIsMadeFromTheFirstNodeThatIsHeardOf() {
        ControllerScene scene = ControllerScene.withoutChain()
                .registered("a1 b1")
                .empty("a1 b1")
                .unheard("a");
        assertEquals("b1", scene.outcome());
        assertEquals("UNAVAILABLE", scene.unheard("b").outcome());
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
    public void aConfigurationWithNoMemberOfTheLastActivatedEpochFreezesTheMembership() {
        assertEquals(
                "ALARM",
                ControllerScene.chainOf("b1")
                        .lastActivated("a1")
                        .registered("b1")
                        .outcome());
    }
}
