package io.catena.server.controller.loop;

import static org.junit.Assert.assertEquals;

import io.catena.server.controller.decision.ControllerScene;
import io.catena.server.controller.decision.Health;
import org.junit.Test;

/**
 * Which members the controller replaces for what they measure of themselves, although they are registered: slow or hung disks,
 * slow hops, little free space (H8, H9, H12).
 */
public class MemberHealthTest extends ControllerRig {
    @Test
    public void aMemberWithAHungDiskIsRemovedAndTheControllerLooksAgainWithoutAHint_row19()
            throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        directory.health("b", new Health(0, 2_000, 0, 0, false));
        assertEquals(TIMINGS.tickMillis(), rounds.round().afterMillis());
        assertEquals("a1 b1 c1", line());
        directory.health("b", new Health(0, 5_000, 0, 0, false));
        rounds.round();
        assertEquals("a1 c1", line());
    }

    @Test
    public void inALongChainAMemberThatIsOnlySlowIsLookedAtMoreSeldom() throws InterruptedException {
        String twenty = "a1 b1 c1 d1 e1 f1 g1 h1 i1 j1 k1 l1 m1 n1 o1 p1 q1 r1 s1 t1";
        chain(twenty);
        settled(twenty);
        directory.health("a", new Health(0, 0, 0, 640, false));
        assertEquals(2 * TIMINGS.tickMillis(), rounds.round().afterMillis());
        assertEquals(Integer.valueOf(1), asked.get(ControllerScene.life("b1")));
        nowMillis += TIMINGS.tickMillis() / 2;
        assertEquals(
                "a hint, of whatever",
                3 * TIMINGS.tickMillis() / 2,
                rounds.round().afterMillis(),
                1);
        assertEquals(Integer.valueOf(1), asked.get(ControllerScene.life("b1")));
        suspect("c1", "b");
        assertEquals(TIMINGS.tickMillis(), rounds.round().afterMillis());
        assertEquals(Integer.valueOf(2), asked.get(ControllerScene.life("b1")));
    }

    @Test
    public void inAShortChainItIsLookedAtEachTick() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        directory.health("a", new Health(0, 0, 0, 640, false));
        assertEquals(TIMINGS.tickMillis(), rounds.round().afterMillis());
    }

    @Test
    public void whatAnEarlierLifeSaidOfItsDiskDoesNotCount() throws InterruptedException {
        chain("a1 b2 c1");
        directory.report("b", ControllerScene.report(ControllerScene.life("b1")));
        settled("a1 b2 c1");
        directory.health("b", new Health(0, 5_000, 0, 0, false));
        rounds.round();
        assertEquals("a1 b2 c1", line());
    }

    @Test
    public void aMemberThatAnswersFarSlowerThanAllOthersAndDelaysRoundsIsReplaced() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        directory.health("a", new Health(0, 0, 0, 640, false));
        directory.health("b", new Health(0, 0, 0, 640, false));
        answers.put("b", null);
        rounds.round();
        pass(10_000);
        assertEquals("a1 b1 c1", line());
        pass(2_000);
        assertEquals("a1 c1", line());
    }

    @Test
    public void aHopThatTakesLongCostsTheOneNearerToTheTailItsPlace() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        directory.health("a", new Health(0, 0, 0, 640, false));
        rounds.round();
        pass(11_000);
        assertEquals("a1 c1", line());
    }

    @Test
    public void aJoiningReplicaWithANearlyFullDiskMakesRoomForAnother() throws InterruptedException {
        directory.holds(ControllerScene.configuration(ControllerScene.EPOCH, "a1 b1", "c1"));
        settled("a1 b1 c1 d1");
        directory.health("c", new Health(0, 0, 0, 0, true));
        rounds.round();
        assertEquals("a1 b1", line());
        directory.holds(directory.current());
        directory.register("c2");
        directory.report("c", ControllerScene.report(ControllerScene.life("c2")));
        rounds.round();
        assertEquals("a1 b1 +d1", line());
    }

    @Test
    public void aMemberWithANearlyFullDiskStaysAndANodeWithOneDoesNotBeginToJoin() throws InterruptedException {
        chain("a1 b1");
        directory.health("b", new Health(0, 0, 0, 0, true));
        directory.health("c", new Health(0, 0, 0, 0, true));
        settled("a1 b1 c1");
        assertEquals(Controller.UNTIL_HINTED, rounds.round().afterMillis());
        assertEquals("a1 b1", line());
        directory.health("c", Health.WELL);
        rounds.round();
        assertEquals("a1 b1 +c1", line());
    }

    @Test
    public void aRemovedMemberIsToldWhichControllerRemovedItAndWhy() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        directory.health("b", new Health(0, 5_000, 0, 0, false));
        rounds.round();
        assertEquals(
                "was removed in epoch 8 by the controller on c: is far slower than the others",
                directory
                        .current()
                        .removalOf(ControllerScene.life("b1"))
                        .orElseThrow()
                        .words());
    }
}
