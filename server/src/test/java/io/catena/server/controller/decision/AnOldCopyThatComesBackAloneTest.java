package io.catena.server.controller.decision;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Advice;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.Invariant;
import java.util.Map;
import java.util.Set;
import org.junit.Test;

/** What a chain is formed from again must have all that is known to be committed: of its lineage, whatever its epoch. */
public class AnOldCopyThatComesBackAloneTest {
    private static ControllerScene aloneWith(long logEnd, long committed) {
        return ControllerScene.chainOf("a1 b1")
                .registered("a2")
                .logEnd("a2", logEnd)
                .committed(committed)
                .graceOver();
    }

    @Test
    public void aCopyThatEndsBeforeWhatWasCommittedIsNotTakenAndTheWaitNamesIt() {
        Decision decision = aloneWith(120, 980).decide();
        assertEquals(Decision.Kind.UNAVAILABLE, decision.kind());
        assertEquals(
                "no member lives: waits for b (host-b:7400); a (host-a:7400) holds data that end at record 120, and record"
                        + " 980 was committed (an old backup?); " + Advice.MEMBERS_LOST,
                decision.sentence());
        assertTrue(decision.concernsUsers());
    }

    @Test
    public void aCopyThatHasAllThatIsKnownToBeCommittedIsTaken() {
        assertEquals("UNAVAILABLE", aloneWith(979, 980).outcome());
        assertEquals("a2", aloneWith(980, 980).outcome());
        assertEquals("a2", aloneWith(981, 980).outcome());
        assertEquals(
                "no node said how far the chain had come", "a2", aloneWith(0, 0).outcome());
    }

    @Test
    public void theOldCopyIsPassedOverForOneThatHasEverything() {
        ControllerScene scene =
                ControllerScene.chainOf("a1 b1").registered("a2 b2").committed(980);
        assertEquals("b2", scene.logEnd("a2", 979).logEnd("b2", 980).outcome());
    }

    @Test
    public void ifAllCopiesAreOldTheWaitNamesEach() {
        Decision decision = ControllerScene.chainOf("a1 b1")
                .registered("a2 b2")
                .logEnd("a2", 1)
                .logEnd("b2", 2)
                .committed(3)
                .graceOver()
                .decide();
        assertEquals(Decision.Kind.UNAVAILABLE, decision.kind());
        assertTrue(
                decision.sentence(), decision.sentence().contains("a (host-a:7400) holds data that end at record 1"));
        assertTrue(
                decision.sentence(), decision.sentence().contains("b (host-b:7400) holds data that end at record 2"));
    }

    @Test
    public void whatWasCommittedInAnotherLineageCountsForNothing() {
        ControllerScene forced = ControllerScene.chainOf("c1")
                .lastActivated("a1 b1")
                .lineage(2)
                .registered("c2")
                .committed(980);
        assertEquals("c2", forced.reporting("c2", 3, 2, 5).outcome());
    }

    @Test
    public void aMemberThatLivesStaysWhereverItsLogEndedWhenItBegan() {
        ControllerScene grown = ControllerScene.chainOf("a1 b1")
                .registered("a1")
                .logEnd("a1", 0)
                .committed(980);
        assertEquals("a1", grown.outcome());
    }

    // ---- the table of permitted changes

    private static final Configuration BEFORE = ControllerScene.configuration(ControllerScene.EPOCH, "a1 b1", null);
    private static final Configuration FORMED_AGAIN = new Configuration(
            ControllerScene.CHAIN,
            ControllerScene.EPOCH + 1,
            1,
            ControllerScene.lives("a2"),
            null,
            false,
            Map.of("a", 1L, "b", 1L));

    private static void check(String life, long logEnd, long committed, Configuration after) {
        PermittedChange.check(
                new Observation(
                        BEFORE,
                        1,
                        BEFORE,
                        committed,
                        after.line(),
                        Map.of("a", ControllerScene.reportOfLogEnd(life, logEnd)),
                        Map.of(),
                        BEFORE.settings(),
                        ""),
                after,
                Set.of());
    }

    private static void refused(String life, long logEnd, String log) {
        Invariant.Broken broken = assertThrows(Invariant.Broken.class, () -> check(life, logEnd, 980, FORMED_AGAIN));
        assertTrue(broken.getMessage(), broken.getMessage().contains(log));
    }

    @Test
    public void theTableRefusesToFormAChainAgainFromAnOldCopy() {
        check("a2", 980, 980, FORMED_AGAIN);
        refused("a2", 979, "ends at 979, and 980 was committed");
        refused("a1", 980, "ends at -1, and 980 was committed");
    }

    @Test
    public void theTableAsksForNoLogOfAMemberThatStays() {
        check("a1", 0, 980, ControllerScene.removal(BEFORE, "b1"));
    }
}
