package io.catena.server.controller.decision;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.SharedSettings;
import org.junit.Test;

/** Settings of the cluster change as members do: one epoch, published by the controller, that forgets no older lease. */
public class SettingsChangeTest {
    private static final SharedSettings LONGER = new SharedSettings(5_000, 1, 3);
    private static final SharedSettings NONE = new SharedSettings(0, 2, 0);

    private static ControllerScene chain(String members) {
        return ControllerScene.chainOf(members).registered(members);
    }

    private static Configuration next(ControllerScene scene) {
        return scene.decide().next().orElseThrow();
    }

    @Test
    public void otherSettingsAreAnEpochOfTheirOwn() {
        Configuration next = next(chain("a1 b1").wanted(LONGER));
        assertEquals("a1 b1", ControllerScene.line(next));
        assertEquals(LONGER, next.settings());
        assertTrue("no member is removed", next.clean());
    }

    @Test
    public void settingsThatHoldAlreadyOrCannotBeReadChangeNothing() {
        assertEquals("NONE", chain("a1 b1").wanted(SharedSettings.STANDARD).outcome());
        assertEquals("NONE", chain("a1 b1").wanted(null).outcome());
    }

    @Test
    public void aChainWithUnknownSettingsIsNotFormed() {
        assertEquals(
                "UNAVAILABLE",
                ControllerScene.withoutChain()
                        .registered("a1")
                        .empty("a1")
                        .wanted(null)
                        .outcome());
    }

    @Test
    public void theDeadGoFirstAndNothingIsChangedBeforeTheEpochIsActivated() {
        ControllerScene oneDead =
                ControllerScene.chainOf("a1 b1").registered("a1").wanted(LONGER);
        assertEquals(SharedSettings.STANDARD, next(oneDead).settings());
        assertEquals(
                "NONE", chain("a1 b1").lastActivated("a1 b1").wanted(LONGER).outcome());
    }

    @Test
    public void aJoiningReplicaGoesOnJoiningAndIsNotWaitedFor() {
        Configuration next = next(ControllerScene.chainOf("a1 b1")
                .joining("c1")
                .registered("a1 b1 c1")
                .wanted(LONGER));
        assertEquals("a1 b1 +c1", ControllerScene.line(next));
        assertEquals(LONGER, next.settings());
    }

    @Test
    public void theEpochBehindAnActivatedOneIsFencedForThatOnesLeases() {
        Configuration next = next(chain("a1 b1").wanted(LONGER));
        assertEquals(300, next.priorLeaseMillis());
        ControllerScene longer = scene("a1 b1", LONGER, 300, true);
        assertEquals(5_000, next(longer.wanted(NONE)).priorLeaseMillis());
    }

    @Test
    public void untilAnEpochIsActivatedTheLongestOfAllBeforeCounts() {
        assertEquals(5_000, next(scene("a1 b1", NONE, 5_000, false)).priorLeaseMillis());
        assertEquals(5_000, next(scene("a1 b1", LONGER, 300, false)).priorLeaseMillis());
        assertEquals(300, next(scene("a1 b1", NONE, 300, false)).priorLeaseMillis());
        assertEquals(0, next(scene("a1 b1", NONE, 5_000, true)).priorLeaseMillis());
    }

    @Test
    public void anEpochThatDoesNotSayHowLongItsLeasesWereIsTakenForTheLongest() {
        assertEquals(10_000, next(scene("a1 b1", null, 0, true)).priorLeaseMillis());
        ControllerScene nobodyDead =
                ControllerScene.chainOf("a1 b1").settings(null, 0).registered("a1 b1");
        assertEquals(SharedSettings.STANDARD, next(nobodyDead).settings());
    }

    /** In which b is dead, or only the settings are to change if they can. */
    private static ControllerScene scene(
            String members, SharedSettings settings, int priorLeaseMillis, boolean activated) {
        ControllerScene scene = ControllerScene.chainOf(members)
                .settings(settings, priorLeaseMillis)
                .registered("a1")
                .wanted(settings == null ? SharedSettings.STANDARD : settings);
        return activated ? scene : scene.lastActivated(members);
    }

    @Test
    public void theTableRefusesAnEpochThatForgetsALease() {
        Configuration before = ControllerScene.with(ControllerScene.configuration(7, "a1 b1", null), LONGER, 8_000);
        Configuration removal = ControllerScene.removal(before, "b1");
        refused("may be longer", before, before, ControllerScene.with(removal, LONGER, 4_999));
        refused("may be longer", before, null, ControllerScene.with(removal, LONGER, 7_999));
        PermittedChange.check(before, before, ControllerScene.with(removal, LONGER, 5_000));
        PermittedChange.check(before, null, ControllerScene.with(removal, LONGER, 8_000));
    }

    @Test
    public void theTableRefusesSettingsBesideAnythingElseOrTooEarlyOrNone() {
        Configuration before = ControllerScene.configuration(7, "a1 b1", null);
        refused(
                "2 things change",
                before,
                before,
                ControllerScene.with(ControllerScene.removal(before, "b1"), LONGER, 300));
        Configuration same = ControllerScene.configuration(8, "a1 b1", null);
        refused("before epoch 7 is activated", before, null, ControllerScene.with(same, LONGER, 300));
        refused("takes settings away", before, before, ControllerScene.with(same, null, 300));
        refused(
                "says its settings",
                null,
                null,
                ControllerScene.with(ControllerScene.configuration(1, "a1", null), null, 0));
    }

    private static void refused(String rule, Configuration before, Configuration activated, Configuration after) {
        Invariant.Broken broken =
                assertThrows(Invariant.Broken.class, () -> PermittedChange.check(before, activated, after));
        assertTrue(broken.getMessage(), broken.getMessage().contains(rule));
    }
}
