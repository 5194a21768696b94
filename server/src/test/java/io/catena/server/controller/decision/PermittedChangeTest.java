package io.catena.server.controller.decision;

import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.SharedSettings;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.Test;

/** The table refuses what breaks a rule, by name of the rule. */
public class PermittedChangeTest {
    private static final Configuration BEFORE = ControllerScene.configuration(7, "a1 b1", "c1");

    private static Configuration next(String members, String joining, boolean clean, String removed) {
        Map<String, Long> map = new TreeMap<>();
        ControllerScene.lives(removed).forEach(m -> map.put(m.nodeId(), m.life()));
        return new Configuration(
                ControllerScene.CHAIN,
                8,
                1,
                ControllerScene.lives(members),
                joining == null ? null : ControllerScene.life(joining),
                clean,
                map);
    }

    private static void refused(String rule, Configuration before, Configuration activated, Configuration after) {
        Invariant.Broken broken =
                assertThrows(Invariant.Broken.class, () -> PermittedChange.check(before, activated, after));
        assertTrue(broken.getMessage(), broken.getMessage().contains(rule));
    }

    private static void refused(String rule, Configuration after) {
        refused(rule, BEFORE, BEFORE, after);
    }

    @Test
    public void whatTheRulesAllowPasses() {
        PermittedChange.check(BEFORE, BEFORE, next("a1 b1 c1", null, true, ""));
        PermittedChange.check(BEFORE, BEFORE, next("a1 b1 c1", "d1", true, ""));
        PermittedChange.check(BEFORE, BEFORE, next("b1", "c1", false, "a1"));
        PermittedChange.check(BEFORE, BEFORE, next("b2", null, false, "a1 b1 c1"));
        PermittedChange.check(null, null, ControllerScene.configuration(1, "a1", null));
    }

    @Test
    public void aChainIsFormedOnlyFromARegisteredNodeThatIsHeardOf() {
        Configuration formedAgain = next("b2", null, false, "a1 b1 c1");
        PermittedChange.check(seen(BEFORE, "b2"), formedAgain, Set.of("a"));
        notHeardOf(seen(BEFORE, "b2"), formedAgain, Set.of("b"));
        notHeardOf(seen(BEFORE, "b3"), formedAgain, Set.of());
        Configuration removal = next("b1", "c1", false, "a1");
        PermittedChange.check(seen(BEFORE, "c1"), removal, Set.of("b"));
    }

    @Test
    public void aChainIsMadeOnlyFromARegisteredNodeThatIsHeardOf() {
        Configuration first = new Configuration(
                ControllerScene.CHAIN,
                1,
                1,
                ControllerScene.lives("a1"),
                null,
                true,
                Map.of(),
                SharedSettings.STANDARD,
                0);
        PermittedChange.check(seen(null, "a1"), first, Set.of());
        notHeardOf(seen(null, "a1"), first, Set.of("a"));
        notHeardOf(seen(null, ""), first, Set.of());
    }

    /** These lives are registered, with reports: of an empty disk while there is no chain. */
    private static Observation seen(Configuration current, String registered) {
        Map<String, ReplicaReport> reports = new TreeMap<>();
        ControllerScene.lives(registered)
                .forEach(m -> reports.put(
                        m.nodeId(),
                        current != null
                                ? ControllerScene.report(m)
                                : new ReplicaReport(
                                        ControllerScene.CHAIN, m.life(), 0, 0, 0, false, 0, new TreeSet<>(), false)));
        return new Observation(
                current,
                1,
                current,
                0,
                ControllerScene.lives(registered),
                reports,
                Map.of(),
                SharedSettings.STANDARD,
                "");
    }

    private static void notHeardOf(Observation seen, Configuration after, Set<String> unheard) {
        Invariant.Broken broken =
                assertThrows(Invariant.Broken.class, () -> PermittedChange.check(seen, after, unheard));
        assertTrue(broken.getMessage(), broken.getMessage().contains("nothing is heard of"));
    }

    @Test
    public void noNodeStandsTwice() {
        refused("stands in it twice", next("a1 a2", "c1", false, "b1"));
        refused("stands in it twice", next("a1 b1", "b2", true, "c1"));
    }

    @Test
    public void theFirstIsAloneAndNumberedOne() {
        refused("first", null, null, ControllerScene.configuration(2, "a1", null));
        refused("first", null, null, ControllerScene.configuration(1, "a1 b1", null));
        refused("first", null, BEFORE, ControllerScene.configuration(1, "a1", null));
    }

    @Test
    public void epochsRiseByOneAndChainAndLineageStay() {
        refused("does not directly follow", ControllerScene.configuration(9, "a1 b1 c1", null));
        refused(
                "lineage changes",
                new Configuration(
                        ControllerScene.CHAIN, 8, 2, ControllerScene.lives("a1 b1 c1"), null, true, Map.of()));
        refused("chain changes", new Configuration(2, 8, 1, ControllerScene.lives("a1 b1 c1"), null, true, Map.of()));
    }

    @Test
    public void oneThingChangesAtATime() {
        refused("0 things change", next("a1 b1", "c1", true, ""));
        refused("2 things change", next("b1 c1", null, false, "a1"));
        refused("2 things change", next("a1 b1", "d1", true, "c1"));
        refused("2 things change", next("b1 c1", "d1", false, "a1"));
    }

    @Test
    public void membersKeepTheirOrder() {
        refused("change places", next("b1 a1 c1", null, true, ""));
        refused("change places", next("c1 a1 b1", null, true, ""));
    }

    @Test
    public void aMemberOfTheLastActivatedEpochStays() {
        refused(
                "no member of the last activated epoch stays",
                BEFORE,
                ControllerScene.configuration(6, "a1", null),
                next("b1", "c1", false, "a1"));
    }

    @Test
    public void onlyRemovalsBeforeActivation() {
        Configuration earlier = ControllerScene.configuration(6, "a1 b1", null);
        refused("is activated", BEFORE, earlier, next("a1 b1 c1", null, true, ""));
        refused("is activated", BEFORE, earlier, next("a1 b1 c1", "d1", true, ""));
        refused(
                "is activated",
                ControllerScene.configuration(7, "a1 b1", null),
                earlier,
                next("a1 b1", "d1", true, ""));
    }

    @Test
    public void onlyTheJoiningIsAppendedInTheSameLife() {
        refused("had not been joining", next("a1 b1 d1", "c1", true, ""));
        refused(
                "had not been joining",
                ControllerScene.configuration(7, "a1", null),
                BEFORE,
                next("a1 b1", null, true, ""));
    }

    @Test
    public void aChainIsFormedAgainOnlyByOneThatStoodInIt() {
        refused(
                "had no place",
                BEFORE,
                ControllerScene.configuration(6, "a1 d1", null),
                next("d1", null, false, "a1 b1 c1"));
        refused("more than one", next("a2 b2", null, false, "a1 b1 c1"));
        refused("clean", next("a2", null, true, "a1 b1 c1"));
    }

    @Test
    public void theRemovedAreRememberedAndNeverComeBack() {
        refused("must remember", next("b1", "c1", false, ""));
        Configuration before = new Configuration(
                ControllerScene.CHAIN, 7, 1, ControllerScene.lives("a1"), null, true, Map.of("b", 1L));
        refused("had been removed", before, before, next("a1", "b1", true, "b1"));
        refused("must remember", before, before, next("a1", "c1", true, ""));
    }

    private static Configuration ofFormat(ClusterFormat format, long epoch, String members, String joining) {
        return ControllerScene.with(
                ControllerScene.configuration(epoch, members, joining),
                SharedSettings.STANDARD.withFormat(format.number()),
                300);
    }

    private static Configuration placed(long epoch, String members, String joining) {
        return ofFormat(ClusterFormat.HANDOVERS, epoch, members, joining);
    }

    /** Behind members a, b, c, without a reason. */
    private static Configuration handover(long epoch, String members, String joining) {
        return ControllerScene.handover(placed(epoch, members, joining));
    }

    private static Configuration without(Configuration before, String life) {
        return ControllerScene.with(ControllerScene.removal(before, life), before.settings(), 300);
    }

    @Test
    public void aHandoverFollowsOnAnActivatedEpochWithTheSameMembersInTheirOrder() {
        Configuration before = placed(7, "a1 b1 c1", null);
        PermittedChange.check(before, before, handover(8, "a1 b1 c1", null));
        refused("is activated", before, placed(6, "a1 b1 c1", null), handover(8, "a1 b1 c1", null));
        refused("change places", before, before, handover(8, "b1 a1 c1", null));
        refused("2 things change", before, before, ControllerScene.handover(without(before, "c1")));
        refused("2 things change", before, before, handover(8, "a1 b1 c1", "d1"));
        Configuration joined = placed(7, "a1 b1", "c1");
        refused("joins in a handover", joined, joined, handover(8, "a1 b1", "c1"));
    }

    @Test
    public void aHandoverNeedsAFormatThatKnowsIt() {
        Configuration before = ofFormat(ClusterFormat.MANY_CHAINS, 7, "a1 b1", null);
        Configuration after = ControllerScene.handover(ofFormat(ClusterFormat.MANY_CHAINS, 8, "a1 b1", null));
        refused("knows no handover", before, before, after);
    }

    @Test
    public void behindAHandoverThatHasTakenEffectTheMembersMayStandInAnyOrder() {
        Configuration before = handover(7, "a1 b1 c1", null);
        for (String order : new String[] {"a1 b1 c1", "c1 b1 a1", "b1 a1 c1"}) {
            PermittedChange.check(before, before, placed(8, order, null));
        }
        Configuration earlier = placed(6, "a1 b1 c1", null);
        refused("change places", before, earlier, placed(8, "c1 b1 a1", null));
        refused("before all logs are equal", before, earlier, placed(8, "a1 b1 c1", null));
        refused("follows on a handover", before, before, handover(8, "a1 b1 c1", null));
        refused("2 things change", before, before, placed(8, "a1 b1 c1", "d1"));
        refused("2 things change", before, before, placed(8, "c1 b1 a1 d1", null));
        refused("2 things change", before, before, ofFormat(new ClusterFormat(5), 8, "a1 b1 c1", null));
    }

    @Test
    public void membersThatAreLeftWhenOneGoesInAHandoverKeepTheirOrder() {
        Configuration before = handover(7, "a1 b1 c1", null);
        for (Configuration activated : new Configuration[] {before, placed(6, "a1 b1 c1", null)}) {
            PermittedChange.check(before, activated, without(before, "a1"));
            refused("change places", before, activated, without(handover(7, "a1 c1 b1", null), "a1"));
        }
        refused("2 things change", before, before, ControllerScene.handover(without(before, "a1")));
    }

    @Test
    public void cleanIsClaimedWithReason() {
        refused("clean", next("a1 b1 c1", null, false, ""));
        refused("clean", next("a1 b1", null, false, "c1"));
    }
}
