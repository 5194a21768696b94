package io.catena.server.controller.loop;

import static org.junit.Assert.assertEquals;

import io.catena.server.controller.decision.ControllerScene;
import io.catena.server.controller.decision.ProbeAnswer;
import org.junit.Test;

/** Which of two members the controller replaces whose link does not work, although both are registered (H4 to H6). */
public class LinkSuspicionTest extends ControllerRig {
    @Test
    public void ofTwoThatDoNotHearEachOtherForLongTheOneNearerToTheTailIsReplacedIfBothHearAnother()
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
    public void ofTwoThatDoNotHearEachOtherTheOneThatHearsNoOtherIsReplacedBeItTheHead() throws InterruptedException {
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
    public void aMemberWithBothLinksBrokenGoesEvenIfItAnswersTheController() throws InterruptedException {
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
    public void aMemberWithABrokenLinkToTheOneThatWentGoesAtTheSecondTime() throws InterruptedException {
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
    public void aMemberWithASoundLinkToTheNextForAWhileIsNotBlamedForTheOneThatWent() throws InterruptedException {
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
    public void aMemberWithABrokenLinkDownwardIsNotAcquittedByNewsThatComeLate() throws InterruptedException {
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
    public void aMissingMemberThatHangsGoesForItsSilenceAndIsNotBlamedForALinkThatBreaksLater()
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
    public void aLinkThatRecoversInTimeCostsNoMemberItsPlace() throws InterruptedException {
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
}
