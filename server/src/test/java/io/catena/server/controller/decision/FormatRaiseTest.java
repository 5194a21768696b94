package io.catena.server.controller.decision;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.SharedSettings;
import java.util.Map;
import java.util.Set;
import org.junit.Test;

/** The format of a chain rises when all its nodes know the next, and no node joins that does not know it. */
public class FormatRaiseTest {
    private static final SharedSettings FIRST = SharedSettings.STANDARD;
    private static final SharedSettings SECOND = FIRST.withFormat(2);
    private static final FormatRange BOTH = new FormatRange(1, 2);

    private static ControllerScene chain(String members) {
        return ControllerScene.chainOf(members).registered(members);
    }

    private static int nextFormat(ControllerScene scene) {
        return scene.decide().next().orElseThrow().format().number();
    }

    @Test
    public void theFormatRisesWhenEachNodeInTheChainKnowsTheNext() {
        assertEquals(2, nextFormat(chain("a1 b1").know(BOTH, "a", "b").wanted(SECOND)));
        ControllerScene joining = ControllerScene.chainOf("a1 b1")
                .joining("c1")
                .registered("a1 b1 c1")
                .wanted(SECOND);
        assertEquals(2, nextFormat(joining.know(BOTH, "a", "b", "c")));
    }

    @Test
    public void theFormatStaysWhileANodeInTheChainDoesNotKnowTheNext() {
        assertEquals("NONE", chain("a1 b1").know(BOTH, "a").wanted(SECOND).outcome());
        ControllerScene joining = ControllerScene.chainOf("a1 b1")
                .joining("c1")
                .registered("a1 b1 c1")
                .wanted(SECOND);
        assertEquals("NONE", joining.know(BOTH, "a", "b").outcome());
    }

    @Test
    public void aMemberThatOnlyGetsTimeDoesNotKnowWhatTheNextProcessOfItsNodeKnows() {
        ControllerScene restarted = ControllerScene.chainOf("a1 b1")
                .registered("a1 b1")
                .know(BOTH, "a", "b")
                .wanted(SECOND);
        assertEquals("NONE", restarted.unheard("b").outcome());
        ControllerScene onlyAnswers = ControllerScene.chainOf("a1 b1")
                .registered("a1")
                .registeredWithoutReport("b1")
                .know(BOTH, "a", "b")
                .wanted(SECOND);
        assertEquals("NONE", onlyAnswers.outcome());
    }

    @Test
    public void otherSettingsChangeWhileTheFormatCannotRise() {
        SharedSettings longer = new SharedSettings(500, 1, 0, 2);
        Configuration next = chain("a1 b1").wanted(longer).decide().next().orElseThrow();
        assertEquals(new SharedSettings(500, 1, 0, 1), next.settings());
    }

    @Test
    public void theFormatNeverFalls() {
        assertEquals(
                "NONE",
                chain("a1 b1")
                        .know(BOTH, "a", "b")
                        .settings(SECOND, 300)
                        .wanted(FIRST)
                        .outcome());
    }

    @Test
    public void aNodeThatDoesNotKnowTheFormatDoesNotJoin() {
        ControllerScene scene = ControllerScene.chainOf("a1")
                .registered("a1 b1 c1")
                .settings(SECOND, 300)
                .wanted(SECOND);
        assertEquals("a1 +c1", scene.know(BOTH, "a", "c").outcome());
        assertEquals("a1 +c1", scene.wanted(FIRST).outcome());
    }

    @Test
    public void aNodeThatDoesNotKnowTheFormatToComeDoesNotJoin() {
        assertEquals("NONE", chain("a1").registered("b1").wanted(SECOND).outcome());
        assertEquals("a1 +b1", chain("a1").registered("b1").outcome());
    }

    @Test
    public void theFirstOfAChainKnowsItsFormat() {
        ControllerScene scene = ControllerScene.withoutChain()
                .registered("a1 b1")
                .empty("a1 b1")
                .wanted(SECOND);
        assertEquals("b1", scene.know(BOTH, "b").outcome());
    }

    @Test
    public void aChainIsFormedAgainByOneThatKnowsItsFormat() {
        ControllerScene scene = ControllerScene.chainOf("a1 b1")
                .settings(SECOND, 300)
                .registered("a2 b2")
                .logEnd("a2", 200);
        assertEquals("b2", scene.know(BOTH, "b").graceOver().wanted(SECOND).outcome());
        ControllerScene unknown = ControllerScene.chainOf("a1")
                .settings(SECOND, 300)
                .registered("a2")
                .wanted(SECOND);
        assertEquals("UNAVAILABLE", unknown.outcome());
        String sentence = unknown.decide().sentence();
        assertTrue(sentence, sentence.contains("runs a program that does not know format 2"));
    }

    @Test
    public void aMemberThatIsNotRegisteredIsRemovedWhateverItKnew() {
        ControllerScene scene = ControllerScene.chainOf("a1 b1")
                .settings(SECOND, 300)
                .registered("a1")
                .wanted(SECOND);
        assertEquals("a1", scene.know(BOTH, "a").outcome());
    }

    @Test
    public void theTableRefusesAPlaceOrAFormatForANodeThatDoesNotKnowIt() {
        Configuration before = ControllerScene.configuration(7, "a1 b1", null);
        Configuration raised = ControllerScene.with(ControllerScene.configuration(8, "a1 b1", null), SECOND, 300);
        refused("does not know format 2", before, raised, Map.of("a", BOTH));
        PermittedChange.check(seen(before, Map.of("a", BOTH, "b", BOTH)), raised, Set.of());
        Observation restarted = new Observation(
                before,
                0,
                before,
                0,
                ControllerScene.lives("a1 b2"),
                Map.of(),
                Map.of(),
                before.settings(),
                Map.of("a", BOTH, "b", BOTH),
                "");
        assertThrows(Invariant.Broken.class, () -> PermittedChange.check(restarted, raised, Set.of()));
        Configuration second = ControllerScene.with(before, SECOND, 300);
        Configuration joining = ControllerScene.with(ControllerScene.configuration(8, "a1 b1", "c1"), SECOND, 300);
        refused("does not know format 2", second, joining, Map.of("a", BOTH, "b", BOTH));
        Configuration lowered = ControllerScene.configuration(8, "a1 b1", null);
        refused("its format is lower", second, lowered, Map.of("a", BOTH, "b", BOTH));
    }

    private static Observation seen(Configuration current, Map<String, FormatRange> formats) {
        return new Observation(
                current, 0, current, 0, current.line(), Map.of(), Map.of(), current.settings(), formats, "");
    }

    private static void refused(
            String rule, Configuration before, Configuration after, Map<String, FormatRange> formats) {
        Invariant.Broken broken = assertThrows(
                Invariant.Broken.class, () -> PermittedChange.check(seen(before, formats), after, Set.of()));
        assertTrue(broken.getMessage(), broken.getMessage().contains(rule));
    }
}
