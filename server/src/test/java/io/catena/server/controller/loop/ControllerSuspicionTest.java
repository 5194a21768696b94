package io.catena.server.controller.loop;

import static org.junit.Assert.assertEquals;

import io.catena.server.controller.decision.ControllerScene;
import io.catena.server.controller.decision.ProbeAnswer;
import org.junit.Test;

/** What the controller does with a registered member that others suspect: it asks the member itself (H4). */
public class ControllerSuspicionTest extends ControllerRig {
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
    public void aMemberThatAnswersOnceInTheSuspicionTimeStays() throws InterruptedException {
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
    public void aMemberThatIsGoneIsRemovedAtOnceThoughAnotherIsSilent() throws InterruptedException {
        chain("a1 b1 c1 d1");
        settled("a1 b1 c1 d1");
        suspect("a1", "b");
        suspect("d1", "c");
        answers.put("c", ProbeAnswer.GONE);
        rounds.round();
        assertEquals("a1 b1 d1", line());
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
