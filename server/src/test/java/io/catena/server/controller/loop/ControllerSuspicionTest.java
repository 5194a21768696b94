package io.catena.server.controller.loop;

import static org.junit.Assert.assertEquals;

import io.catena.server.controller.decision.ControllerScene;
import io.catena.server.controller.decision.Health;
import io.catena.server.controller.decision.ProbeAnswer;
import org.junit.Test;

/**
 * Which members the controller replaces although they are registered: suspected, slow, or cut off from a neighbour (H4
 * to H9).
 */
public class ControllerSuspicionTest extends ControllerRig {
    // ---- suspicion

    @Test
    public void aSuspectedMemberThatTheProbeFindsGoneIsRemovedAtOnce() throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        suspect("a1", "b");
        answers.put("b", ProbeAnswer.GONE);
        rounds.round();
        assertEquals("a1", line());
    }

    @Test
    public void aSuspectedMemberThatIsAliveOrSilentStaysAndIsAskedAgain() throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        suspect("a1", "b");
        answers.put("b", ProbeAnswer.ALIVE);
        assertEquals(TIMINGS.tickMillis(), rounds.round().afterMillis());
        answers.remove("b");
        rounds.round();
        assertEquals("a1 b1", line());
        assertEquals(Integer.valueOf(2), asked.get(ControllerScene.life("b1")));
    }

    @Test
    public void aSuspectedMemberThatIsSilentForTheSuspicionTimeIsRemovedThoughItIsRegistered()
            throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        suspect("a1", "b");
        suspect("c1", "b");
        rounds.round();
        pass(TIMINGS.suspicionMillis() - TIMINGS.tickMillis());
        assertEquals("a1 b1 c1", line());
        pass(TIMINGS.tickMillis());
        assertEquals("a1 c1", line());
    }

    @Test
    public void whoAnswersOnceInTheSuspicionTimeStays() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        suspect("a1", "b");
        suspect("c1", "b");
        answers.put("b", ProbeAnswer.SILENT);
        rounds.round();
        pass(TIMINGS.suspicionMillis() - TIMINGS.tickMillis());
        answers.put("b", ProbeAnswer.ALIVE);
        pass(TIMINGS.tickMillis());
        answers.put("b", ProbeAnswer.SILENT);
        pass(TIMINGS.suspicionMillis() - 2 * TIMINGS.tickMillis());
        assertEquals("a1 b1 c1", line());
    }

    @Test
    public void theTimeInWhichTheControllerItselfStoodStillIsNotHeldAgainstOthers() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        suspect("a1", "b");
        suspect("c1", "b");
        rounds.round();
        nowMillis += 10 * TIMINGS.suspicionMillis();
        rounds.round();
        assertEquals("a1 b1 c1", line());
    }

    @Test
    public void aControllerThatAloneDoesNotHearAMemberDoesNotRemoveItForItsSilence() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        suspect("a1", "b");
        rounds.round();
        pass(TIMINGS.suspicionMillis());
        assertEquals("c hears b", "a1 b1 c1", line());
    }

    @Test
    public void noSilentMemberIsRemovedBelowTheLeastNumberOfReplicas() throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        suspect("a1", "b");
        rounds.round();
        pass(3 * TIMINGS.suspicionMillis());
        assertEquals("a1 b1", line());
        answers.put("b", ProbeAnswer.GONE);
        pass(TIMINGS.tickMillis());
        assertEquals("the dead go all the same", "a1", line());
    }

    @Test
    public void oneWhoIsGoneIsRemovedAtOnceThoughAnotherIsSilent() throws InterruptedException {
        chain("a1 b1 c1 d1");
        settled("a1 b1 c1 d1");
        suspect("a1", "b");
        suspect("d1", "c");
        answers.put("c", ProbeAnswer.GONE);
        rounds.round();
        assertEquals("a1 b1 d1", line());
    }

    // ---- slow disks

    @Test
    public void whoseDiskHangsIsRemovedAndTheControllerLooksAgainWithoutAHint_row19() throws InterruptedException {
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
    public void whoAnswersFarSlowerThanAllOthersAndHoldsUpRoundsIsReplaced() throws InterruptedException {
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
    public void whoJoinsWithANearlyFullDiskMakesRoomForAnother() throws InterruptedException {
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
    public void aMemberWithANearlyFullDiskStaysAndWhoHasOneDoesNotBeginToJoin() throws InterruptedException {
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
    public void whoIsRemovedIsToldByWhomAndWhy() throws InterruptedException {
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

    // ---- links

    @Test
    public void ofTwoWhoDoNotHearEachOtherForLongTheOneNearerToTheTailIsReplacedIfBothHearAnother()
            throws InterruptedException {
        chain("a1 b1 c1 d1");
        settled("a1 b1 c1 d1");
        suspect("b1", "c");
        suspect("c1", "b");
        answers.put("b", ProbeAnswer.ALIVE);
        answers.put("c", ProbeAnswer.ALIVE);
        rounds.round();
        pass(2 * TIMINGS.suspicionMillis() - TIMINGS.tickMillis());
        assertEquals("a1 b1 c1 d1", line());
        pass(TIMINGS.tickMillis());
        assertEquals("a1 b1 d1", line());
    }

    @Test
    public void ofTwoWhoDoNotHearEachOtherTheOneThatHearsNobodyElseIsReplacedBeItTheHead() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        suspect("a1", "b");
        suspect("b1", "a");
        answers.put("a", ProbeAnswer.ALIVE);
        answers.put("b", ProbeAnswer.ALIVE);
        rounds.round();
        pass(2 * TIMINGS.suspicionMillis() - TIMINGS.tickMillis());
        assertEquals("a1 b1 c1", line());
        pass(TIMINGS.tickMillis());
        assertEquals("b1 c1", line());
    }

    @Test
    public void whoGetsOnWithNeitherOfItsNeighboursGoesEvenIfItAnswersTheController() throws InterruptedException {
        chain("a1 b1 c1 d1");
        settled("a1 b1 c1 d1");
        suspect("a1", "b");
        suspect("b1", "a", "c");
        suspect("c1", "b");
        for (String id : new String[] {"a", "b", "c"}) {
            answers.put(id, ProbeAnswer.ALIVE);
        }
        rounds.round();
        pass(2 * TIMINGS.suspicionMillis());
        assertEquals("a1 c1 d1", line());
    }

    @Test
    public void whoDidNotGetOnWithTheOneThatWentGoesAtTheSecondTime() throws InterruptedException {
        chain("a1 b1 c1 d1 e1");
        settled("a1 b1 c1 d1 e1");
        suspect("b1", "c");
        suspect("c1", "b");
        for (String id : new String[] {"b", "c", "d"}) {
            answers.put(id, ProbeAnswer.ALIVE);
        }
        rounds.round();
        pass(2 * TIMINGS.suspicionMillis());
        assertEquals("a1 b1 d1 e1", line());
        suspect("b1", "d");
        suspect("d1", "b");
        rounds.round();
        pass(2 * TIMINGS.suspicionMillis());
        assertEquals("a1 d1 e1", line());
    }

    @Test
    public void whoGotOnWithTheNextForAWhileIsNotBlamedForTheOneThatWent() throws InterruptedException {
        chain("a1 b1 c1 d1 e1");
        settled("a1 b1 c1 d1 e1");
        suspect("b1", "c");
        suspect("c1", "b");
        for (String id : new String[] {"b", "c", "d"}) {
            answers.put(id, ProbeAnswer.ALIVE);
        }
        rounds.round();
        pass(2 * TIMINGS.suspicionMillis());
        assertEquals("a1 b1 d1 e1", line());
        suspect("b1");
        suspect("c1");
        rounds.round();
        nowMillis += 10 * TIMINGS.suspicionMillis() + TIMINGS.tickMillis();
        suspect("b1", "d");
        suspect("d1", "b");
        rounds.round();
        pass(2 * TIMINGS.suspicionMillis());
        assertEquals("a1 b1 e1", line());
    }

    /** The controller is told late, and looks only when it is told. */
    @Test
    public void whoDidNotGetOnWithTheOneBehindItIsNotAcquittedByNewsThatComeLate() throws InterruptedException {
        chain("a1 b1 c1 d1 e1");
        settled("a1 b1 c1 d1 e1");
        suspect("b1", "c");
        for (String id : new String[] {"b", "c", "d"}) {
            answers.put(id, ProbeAnswer.ALIVE);
        }
        rounds.round();
        pass(2 * TIMINGS.suspicionMillis());
        assertEquals("a1 b1 d1 e1", line());
        suspect("b1");
        rounds.round();
        nowMillis += 3 * TIMINGS.suspicionMillis();
        suspect("b1", "d");
        rounds.round();
        pass(2 * TIMINGS.suspicionMillis());
        assertEquals("a1 d1 e1", line());
    }

    @Test
    public void ofTwoLinksOfOneMemberTheOneThatIsMissedFirstDoesNotDecide() throws InterruptedException {
        chain("a1 b1 c1 d1");
        settled("a1 b1 c1 d1");
        for (String id : new String[] {"b", "c", "d"}) {
            answers.put(id, ProbeAnswer.ALIVE);
        }
        suspect("d1", "c");
        rounds.round();
        pass(TIMINGS.suspicionMillis());
        suspect("b1", "c");
        pass(TIMINGS.suspicionMillis());
        assertEquals("a1 b1 d1", line());
    }

    /** A new epoch forgets the suspicions of the last one, and silence is noticed later than a broken connection. */
    @Test
    public void thatALinkWasMissedAMomentAgoIsNotTakenForItsSoundness() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        for (String id : new String[] {"a", "b", "c"}) {
            answers.put(id, ProbeAnswer.ALIVE);
        }
        suspect("a1", "b");
        suspect("c1", "b");
        rounds.round();
        suspect("c1");
        pass(2 * TIMINGS.suspicionMillis());
        assertEquals("a1 b1 c1", line());
        suspect("c1", "b");
        pass(TIMINGS.tickMillis());
        assertEquals("a1 c1", line());
    }

    @Test
    public void neighboursThatComeAndGoAreNotWaitedForForEver() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        answers.put("a", ProbeAnswer.ALIVE);
        answers.put("b", ProbeAnswer.ALIVE);
        suspect("a1", "b");
        rounds.round();
        for (int life = 2; life <= 4; life++) {
            assertEquals("a1 b1 c" + (life - 1), line());
            pass(TIMINGS.suspicionMillis());
            directory.register("c" + life);
            chain("a1 b1 c" + life);
        }
        pass(TIMINGS.suspicionMillis());
        assertEquals("a1 c4", line());
    }

    @Test
    public void whoIsMissingAndHangsGoesForItsSilenceAndIsNotBlamedForALinkThatBreaksLater()
            throws InterruptedException {
        chain("a1 b1 c1 d1");
        directory.register("b1 c1 d1");
        suspect("b1", "a");
        answers.put("b", ProbeAnswer.ALIVE);
        rounds.round();
        pass(TIMINGS.suspicionMillis() - TIMINGS.tickMillis());
        assertEquals("a1 b1 c1 d1", line());
        pass(TIMINGS.tickMillis());
        assertEquals("b1 c1 d1", line());
        directory.register("a2");
        directory.report("a", ControllerScene.report(ControllerScene.life("a2")));
        suspect("b1");
        chain("b1 c1 a2 d1");
        rounds.round();
        pass(2 * TIMINGS.suspicionMillis());
        suspect("a2", "d");
        answers.put("a", ProbeAnswer.ALIVE);
        answers.put("d", ProbeAnswer.ALIVE);
        rounds.round();
        pass(2 * TIMINGS.suspicionMillis());
        assertEquals("b1 c1 a2", line());
    }

    @Test
    public void aLinkThatRecoversInTimeCostsNobodyItsPlace() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        suspect("a1", "b");
        answers.put("b", ProbeAnswer.ALIVE);
        rounds.round();
        pass(2 * TIMINGS.suspicionMillis() - TIMINGS.tickMillis());
        suspect("a1");
        pass(TIMINGS.tickMillis());
        suspect("a1", "b");
        pass(2 * TIMINGS.suspicionMillis() - TIMINGS.tickMillis());
        assertEquals("a1 b1 c1", line());
    }

    @Test
    public void aSuspicionByAnEarlierLifeIsNotFollowed() throws InterruptedException {
        chain("a2 b1");
        directory.register("a2 b1");
        suspect("a1", "b");
        answers.put("b", ProbeAnswer.GONE);
        rounds.round();
        assertEquals("a2 b1", line());
    }
}
