package io.catena.server.controller.loop;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.decision.ControllerScene;
import io.catena.server.controller.decision.ProbeAnswer;
import java.util.List;
import java.util.Set;
import org.junit.Before;
import org.junit.Test;

/** The rounds of a chain that is to hand over, beside other chains of its nodes (C17, M19). */
public class ChainsHandOverInTurnTest extends ControllerRig {
    private static final int OTHER = 2;
    private static final FormatRange KNOWN = new FormatRange(1, ClusterFormat.HANDOVERS.number());

    @Before
    public void aChainWhoseHeadIsToBeItsTail() {
        directory.wants(SharedSettings.STANDARD.withFormat(ClusterFormat.HANDOVERS.number()));
        chain("a1 b1");
        directory.register("a1 b1");
        directory.places(KNOWN, "b", "a");
    }

    private void otherHandsOver() {
        handovers.see(
                nanoTime(),
                OTHER,
                ControllerScene.handover(ControllerScene.configuration(ControllerScene.EPOCH, "b1 c1", null)),
                true);
    }

    private void otherHasHandedOver() {
        handovers.see(nanoTime(), OTHER, ControllerScene.configuration(ControllerScene.EPOCH + 1, "c1 b1", null), true);
    }

    @Test
    public void theSecondEpochFollowsWhenTheFirstOneIsActivated() throws InterruptedException {
        rounds.round();
        assertTrue(directory.current().handover());
        rounds.round();
        assertTrue("it has not taken effect", directory.current().handover());
        directory.activates();
        rounds.round();
        assertFalse(directory.current().handover());
        assertEquals("b1 a1", line());
    }

    @Test
    public void theChainIsLookedAtAgainWhenItsTurnIsOver() throws InterruptedException {
        rounds.round();
        directory.activates();
        rounds.round();
        directory.activates();
        long againMillis = rounds.round().afterMillis();
        assertEquals(Handovers.PACE_MILLIS, againMillis, 2);
        handovers.await(OTHER, ControllerScene.lives("b1 c1"));
        nowMillis += againMillis;
        assertEquals(Controller.UNTIL_HINTED, rounds.round().afterMillis());
        assertEquals(List.of(OTHER), calledToHandOver);
    }

    @Test
    public void aChainWaitsWhileItsNodeHandsOverInAnotherOne() throws InterruptedException {
        otherHandsOver();
        assertEquals(Controller.UNTIL_HINTED, rounds.round().afterMillis());
        assertFalse(directory.current().handover());
        nowMillis += Handovers.PACE_MILLIS;
        otherHasHandedOver();
        assertEquals(List.of(ControllerScene.CHAIN), calledToHandOver);
        rounds.round();
        assertTrue(directory.current().handover());
    }

    @Test
    public void aChainThatCannotBeReadGivesItsTurnUp() throws InterruptedException {
        rounds.round();
        handovers.await(OTHER, ControllerScene.lives("b1 c1"));
        directory.unreadable(true);
        rounds.round();
        assertEquals(List.of(OTHER), calledToHandOver);
    }

    @Test
    public void aChainThatIsCalledAndThenCannotBeReadGivesItsTurnUp() throws InterruptedException {
        otherHandsOver();
        rounds.round();
        int third = OTHER + 1;
        handovers.await(third, ControllerScene.lives("b1 d1"));
        nowMillis += Handovers.PACE_MILLIS;
        otherHasHandedOver();
        assertEquals(List.of(ControllerScene.CHAIN), calledToHandOver);
        directory.unreadable(true);
        rounds.round();
        assertEquals(List.of(ControllerScene.CHAIN, third), calledToHandOver);
    }

    @Test
    public void aMemberThatFallsOutTwiceGetsNoOtherRoleSoon() throws InterruptedException {
        directory.places(KNOWN, "a", "b");
        fallsOut();
        assertEquals("once is no pattern", Set.of(), handovers.still(nanoTime(), ControllerScene.lives("a1 b2")));
        chain("a1 b2");
        directory.register("b2");
        fallsOut();
        assertEquals(Set.of("b"), handovers.still(nanoTime(), ControllerScene.lives("a1 b3")));
    }

    private void fallsOut() throws InterruptedException {
        directory.expire("b");
        answers.put("b", ProbeAnswer.GONE);
        pass(2 * TIMINGS.suspicionMillis());
        assertEquals("a1", line());
        answers.remove("b");
    }

    @Test
    public void aMemberThatLosesItsPlaceAsUnfitGetsNoOtherRoleSoon() throws InterruptedException {
        directory.places(KNOWN, "a", "b");
        rounds.round();
        suspect("a1", "b");
        answers.put("b", ProbeAnswer.SILENT);
        pass(2 * TIMINGS.suspicionMillis());
        assertEquals("a1", line());
        assertEquals(Set.of("b"), handovers.still(nanoTime(), ControllerScene.lives("a1 b2")));
    }
}
