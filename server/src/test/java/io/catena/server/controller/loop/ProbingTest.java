package io.catena.server.controller.loop;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Member;
import io.catena.server.controller.decision.ProbeAnswer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** What is known of a member that is asked in every round, and whose answers come later than a round waits. */
public class ProbingTest {
    private static final List<Member> ONE = List.of(new Member("n", 1, "n:1"));
    private static final long ROUND_MILLIS = 100;

    private final ControllerTimings timings = new ControllerTimings(200, 100, 1_000, 1_000, 5_000, 1_500);
    private final Probing probing = new Probing(timings);
    private final Effects effects = new Effects();
    private long nowNanos = 1;
    private long asked;

    /** What a round finds when its wait for answers is over. */
    private Probing.Finding round() {
        probing.ask(nowNanos, ONE, effects);
        for (LoopEffect effect : effects.take()) {
            asked = ((LoopEffect.Ask) effect).number();
        }
        nowNanos += TimeUnit.MILLISECONDS.toNanos(ROUND_MILLIS);
        return probing.findings(nowNanos, ONE).get(ONE.get(0));
    }

    private void answers(ProbeAnswer answer) {
        probing.answered(nowNanos, asked, answer);
    }

    @Test
    public void nothingIsKnownBeforeTheFirstAnswer() {
        Probing.Finding finding = round();
        assertEquals(ProbeAnswer.SILENT, finding.answer());
        assertFalse(finding.settled());
    }

    @Test
    public void aMemberThatWasGoneIsGoneWhileItIsAskedAgain() {
        round();
        answers(ProbeAnswer.GONE);
        for (int i = 0; i < 5; i++) {
            Probing.Finding finding = round();
            assertEquals(ProbeAnswer.GONE, finding.answer());
            assertTrue(finding.settled());
        }
        answers(ProbeAnswer.ALIVE);
        assertEquals(ProbeAnswer.ALIVE, round().answer());
    }

    @Test
    public void aMemberThatWasSilentIsSilentWhileItIsAskedAgain() {
        long limitRounds = timings.probeMillis() / ROUND_MILLIS;
        for (int i = 0; i < limitRounds; i++) {
            round();
        }
        for (int i = 0; i < 5; i++) {
            assertTrue(round().settled());
        }
    }

    @Test
    public void aMemberThatWasAliveIsInDoubtWhileItIsAskedAgain() {
        round();
        answers(ProbeAnswer.ALIVE);
        assertEquals(ProbeAnswer.ALIVE, round().answer());
        assertFalse(round().settled());
    }
}
