package io.catena.server.controller.decision;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

/**
 * Found by the simulator (seed 22): the first configuration is published, and its one member ends before it has adopted
 * it. Its next life learns the epoch, as one that has no place in it, and says so in its report. The chain must still
 * be formed again from it: it never held anything, and no other node can.
 */
public class TheFirstMemberMayDieBeforeItKnowsOfItsChainTest {
    @Test
    public void aMemberThatHasHeardOfTheFirstEpochButHoldsNothingFormsTheChainAgain() {
        ControllerScene scene = ControllerScene.chainOf("a1")
                .neverActivated()
                .registered("a2")
                .reporting("a2", ControllerScene.EPOCH, 0, 0);
        assertEquals("a2", scene.outcome());
    }

    @Test
    public void afterAnActivationAnEmptyDiskFormsNothing() {
        ControllerScene scene =
                ControllerScene.chainOf("a1").registered("a2").reporting("a2", ControllerScene.EPOCH, 0, 0);
        assertEquals("UNAVAILABLE", scene.outcome());
    }
}
