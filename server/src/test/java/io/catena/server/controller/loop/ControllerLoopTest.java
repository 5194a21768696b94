package io.catena.server.controller.loop;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.decision.ControllerScene;
import io.catena.server.controller.decision.Observation;
import io.catena.server.controller.decision.ProbeAnswer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.Test;

/** What the loop wants done, event by event. */
public class ControllerLoopTest {
    private static final ControllerTimings TIMINGS = new ControllerTimings(200, 20, 1_000, 1_000, 5_000, 1_500);

    private final ControllerLoop loop =
            new ControllerLoop(ControllerScene.CHAIN, "c", Rules.OF_THE_CHAIN, TIMINGS, SharedPace.of(chain -> {}));

    private List<LoopEffect> tell(LoopEvent event) {
        return loop.step(0, event);
    }

    private static <T extends LoopEffect> T only(Class<T> kind, List<LoopEffect> effects) {
        assertEquals(effects.toString(), 1, effects.size());
        return kind.cast(effects.get(0));
    }

    private LoopEffect.Read elected(int term) {
        return only(LoopEffect.Read.class, tell(new LoopEvent.Elected(term)));
    }

    private List<LoopEffect> found(LoopEffect.Read read, Observation seen) {
        return tell(new LoopEvent.Observed(read.number(), new Directory.Reading.Found(seen, 1)));
    }

    /** A chain of these, which these nodes are registered for. */
    private static Observation chain(String members, String registered) {
        Configuration current = ControllerScene.configuration(ControllerScene.EPOCH, members, null);
        Map<String, io.catena.server.chain.ReplicaReport> reports = new TreeMap<>();
        for (Member life : ControllerScene.lives(registered)) {
            reports.put(life.nodeId(), ControllerScene.report(life));
        }
        return new Observation(
                current,
                3,
                current,
                0,
                ControllerScene.lives(registered),
                reports,
                Map.of(),
                new SharedSettings(current.leaseMillis(), current.minReplicas(), 0),
                "");
    }

    @Test
    public void nothingIsReadBeforeTheElection() {
        assertEquals(List.of(), tell(new LoopEvent.Hinted()));
    }

    @Test
    public void hintsThatComeDuringARoundLeadToOneMore() {
        LoopEffect.Read read = elected(1);
        assertEquals(List.of(), tell(new LoopEvent.Hinted()));
        assertEquals(List.of(), tell(new LoopEvent.Hinted()));
        LoopEffect.Read next = only(LoopEffect.Read.class, onlyReads(found(read, chain("a1 b1", "a1 b1"))));
        assertEquals(List.of(), onlyReads(found(next, chain("a1 b1", "a1 b1"))));
    }

    private static List<LoopEffect> onlyReads(List<LoopEffect> effects) {
        return effects.stream().filter(LoopEffect.Read.class::isInstance).toList();
    }

    @Test
    public void whatAnOlderTermHasReadIsVoid() {
        LoopEffect.Read older = elected(1);
        LoopEffect.Read newer = elected(2);
        assertNotEquals(older.number(), newer.number());
        assertEquals(List.of(), found(older, chain("a1 b1", "")));
        assertEquals(
                ControllerScene.lives("a1 b1"),
                found(newer, chain("a1 b1", "")).stream()
                        .filter(LoopEffect.Ask.class::isInstance)
                        .map(effect -> ((LoopEffect.Ask) effect).member())
                        .toList());
    }

    @Test
    public void aRoundGoesOnAsSoonAsAllHaveAnswered() {
        List<LoopEffect> asking = found(elected(1), chain("a1 b1 c1", "a1 c1"));
        List<LoopEffect.Ask> asks = asking.stream()
                .filter(LoopEffect.Ask.class::isInstance)
                .map(LoopEffect.Ask.class::cast)
                .toList();
        assertEquals(3, asks.size());
        assertEquals(List.of(), tell(new LoopEvent.Answered(asks.get(0).number(), ProbeAnswer.ALIVE)));
        assertEquals(List.of(), tell(new LoopEvent.Answered(asks.get(1).number(), ProbeAnswer.ALIVE)));
        assertEquals(List.of(), tell(new LoopEvent.Answered(asks.get(0).number(), ProbeAnswer.GONE)));
        Configuration next = tell(new LoopEvent.Answered(asks.get(2).number(), ProbeAnswer.GONE)).stream()
                .filter(LoopEffect.Publish.class::isInstance)
                .map(effect -> ((LoopEffect.Publish) effect).next())
                .findFirst()
                .orElseThrow();
        assertEquals("a1 c1", ControllerScene.line(next));
    }

    @Test
    public void aRoundGoesOnWithoutAnAnswerWhenItsMomentIsOver() {
        List<LoopEffect> asking = found(elected(1), chain("a1 b1", "a1"));
        LoopEffect.WakeAfter wake = (LoopEffect.WakeAfter) asking.get(asking.size() - 1);
        assertEquals(TIMINGS.promptMillis(), wake.millis());
        assertTrue(tell(new LoopEvent.Woken(wake.number())).stream()
                .anyMatch(effect ->
                        effect instanceof LoopEffect.WakeAfter again && again.millis() == TIMINGS.tickMillis()));
    }

    @Test
    public void aRoundThatFailedIsGivenUpAndTheNextComesAfterASecond() {
        LoopEffect.Read read = elected(1);
        LoopEffect.WakeAfter wake = only(LoopEffect.WakeAfter.class, tell(new LoopEvent.Failed()));
        assertEquals(1_000, wake.millis());
        assertEquals(List.of(), found(read, chain("a1 b1", "")));
        only(LoopEffect.Read.class, tell(new LoopEvent.Woken(wake.number())));
    }

    @Test
    public void aControllerThatIsDeposedDuringARoundDoesNotGoOnWithIt() {
        LoopEffect.Read read = elected(1);
        tell(new LoopEvent.Deposed());
        assertEquals(List.of(), found(read, chain("a1 b1", "")));
        assertEquals(List.of(), tell(new LoopEvent.Hinted()));
    }

    @Test
    public void anElectionEndsARehearsal() {
        LoopEffect.Read rehearsed = only(LoopEffect.Read.class, tell(new LoopEvent.Rehearse()));
        elected(1);
        assertEquals(List.of(), found(rehearsed, chain("a1 b1", "")));
    }

    @Test
    public void noRehearsalDelaysARound() {
        elected(1);
        assertEquals(List.of(), tell(new LoopEvent.Rehearse()));
    }
}
