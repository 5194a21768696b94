package io.catena.server.controller.decision;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Test;

/** ZooKeeper has lost what it knew; what is found on disks decides, and what is not known is said. */
public class RecoveryTest {
    private static final Map<String, Long> LIVES = Map.of("a", 11L, "b", 12L, "c", 13L, "d", 14L);

    private final List<Holding> holdings = new ArrayList<>();
    private Configuration current;
    private Configuration activated;
    private long committed;
    private final List<Member> registered = new ArrayList<>();

    private static Member member(String node) {
        return new Member(node, LIVES.get(node), "host-" + node + ":7400");
    }

    private static Configuration configuration(long lineage, long epoch, String... members) {
        return new Configuration(
                1,
                epoch,
                lineage,
                List.of(members).stream().map(RecoveryTest::member).toList(),
                null,
                true,
                Map.of());
    }

    private static Configuration configuration(long epoch, String... members) {
        return configuration(1, epoch, members);
    }

    /** A whole copy. */
    private void copy(String node, long epoch, long logEnd, Configuration known, long activatedEpoch) {
        holding(node, 1, epoch, logEnd, false, known == null ? null : new KnownMembership(known, activatedEpoch));
    }

    private void holding(
            String node, long lineage, long epoch, long logEnd, boolean installing, KnownMembership known) {
        holdings.add(new Holding("cluster", node, lineage, epoch, logEnd, logEnd, logEnd, installing, false, known));
    }

    private Recovery.Seen seen() {
        return new Recovery.Seen(1, current, activated, committed, registered, holdings);
    }

    private Recovery ofZooKeeper() {
        return Recovery.ofZooKeeper(seen());
    }

    private Recovery ofChain() {
        return Recovery.ofChain(seen());
    }

    private static void best(Recovery recovery, String node, boolean losesNothing) {
        assertEquals("nothing stands against it", "", recovery.refusal().orElse(""));
        Recovery.Choice choice = recovery.choices().get(0);
        assertEquals(choice.cost(), node, choice.copy().nodeId());
        assertEquals(choice.cost(), losesNothing, choice.losesNothing());
    }

    private static void refused(Recovery recovery, String why) {
        assertTrue(recovery.refusal().toString(), recovery.refusal().orElse("").contains(why));
        assertTrue(recovery.choices().isEmpty());
    }

    private Recovery.Forced forced(Recovery recovery, String node) {
        Recovery.Forced forced = recovery.force(node);
        PermittedRecovery.check(seen(), forced);
        return forced;
    }

    // ------------------------------------------------------------------------------------------- ZooKeeper is lost

    @Test
    public void whenAllMembersOfTheLastEpochAreShownTheLongestLogLosesNothingAndTheLineageStays() {
        Configuration last = configuration(7, "a", "b", "c");
        copy("a", 7, 100, last, 7);
        copy("b", 7, 102, last, 7);
        copy("c", 7, 101, last, 7);
        best(ofZooKeeper(), "b", true);
        Recovery.Forced forced = forced(ofZooKeeper(), "b");
        assertEquals(1, forced.configuration().lineage());
        assertEquals(7 + Recovery.MARGIN_EPOCHS, forced.configuration().epoch());
        assertEquals(
                List.of("b"),
                forced.configuration().members().stream().map(Member::nodeId).toList());
        assertEquals(
                "what was shown, and nothing older, is taken",
                7,
                forced.activated().epoch());
        assertEquals(
                Map.of("a", 11L, "b", 12L, "c", 13L), forced.configuration().removed());
    }

    @Test
    public void aMemberThatIsNotShownMayHaveGoneOnAloneSoAnewLineageBegins() {
        Configuration last = configuration(7, "a", "b", "c");
        copy("a", 7, 100, last, 7);
        copy("b", 7, 102, last, 7);
        best(ofZooKeeper(), "b", false);
        assertTrue(ofZooKeeper().choices().get(0).cost().contains("c (host-c:7400)"));
        assertEquals(2, forced(ofZooKeeper(), "b").configuration().lineage());
    }

    @Test
    public void anEpochThatAmembersDiskDoesNotKnowWasNeverInForce() {
        copy("a", 6, 105, configuration(6, "a", "b"), 6);
        copy("b", 6, 104, configuration(6, "a", "b"), 6);
        copy("c", 7, 103, configuration(7, "a", "b", "c"), 6);
        best(ofZooKeeper(), "a", true);
        assertFalse("it may lack what was on its way", choiceOf("c").losesNothing());
    }

    /** An epoch is disproved, and of the one before it no node has kept the members (seed 12010564). */
    @Test
    public void anEpochOfWhichNoNodeHasKeptTheMembersIsNotPassedOver() {
        for (long activatedAsKept = 6; activatedAsKept <= 7; activatedAsKept++) {
            holdings.clear();
            copy("a", 6, 100, configuration(6, "a", "b"), 6);
            copy("b", 8, 102, configuration(8, "b", "c"), activatedAsKept);
            copy("c", 0, 100, configuration(6, "a", "b"), 6);
            best(ofZooKeeper(), "b", false);
            assertFalse("b may have committed alone in epoch 7", choiceOf("a").losesNothing());
            assertTrue(choiceOf("a").cost(), choiceOf("a").cost().contains("epoch 7 came later"));
        }
    }

    @Test
    public void aDiskThatKnowsLessOfAnActivatedEpochIsAnOldCopy() {
        copy("a", 6, 90, configuration(6, "a", "b"), 6);
        copy("b", 7, 103, configuration(7, "a", "b"), 7);
        best(ofZooKeeper(), "b", false);
        assertTrue(choiceOf("a").cost(), choiceOf("a").cost().contains("loses what was acknowledged since epoch 6"));
    }

    @Test
    public void theCopyOfARemovedMemberKnowsWhichMembersWentOn() {
        copy("a", 6, 100, configuration(8, "c"), 8);
        copy("b", 7, 120, configuration(8, "c"), 8);
        best(ofZooKeeper(), "b", false);
        assertTrue(choiceOf("b").cost(), choiceOf("b").cost().contains("epoch 8 came later"));
        copy("c", 8, 130, null, 0);
        best(ofZooKeeper(), "c", true);
    }

    @Test
    public void ofTheLastEpochAnyMemberWillDoOnceItWasActivated() {
        Configuration last = configuration(7, "a", "b");
        copy("a", 7, 100, last, 7);
        copy("b", 7, 99, last, 7);
        assertTrue(choiceOf("b").losesNothing());
        holdings.clear();
        copy("a", 7, 100, last, 6);
        copy("b", 7, 99, last, 6);
        assertFalse("it may lack what was on its way", choiceOf("b").losesNothing());
        assertEquals(2, forced(ofZooKeeper(), "b").configuration().lineage());
    }

    @Test
    public void withoutACopyThatHasKeptTheMembersNothingIsCertain() {
        copy("a", 7, 100, null, 0);
        copy("b", 6, 100, null, 0);
        best(ofZooKeeper(), "a", false);
    }

    @Test
    public void logsThatEndAtOneRecordAndDifferMakeNothingCertain() {
        Configuration last = configuration(7, "a", "b");
        KnownMembership known = new KnownMembership(last, 7);
        holdings.add(new Holding("cluster", "a", 1, 7, 100, 100, 1234, false, false, known));
        holdings.add(new Holding("cluster", "b", 1, 7, 100, 100, 5678, false, false, known));
        best(ofZooKeeper(), "a", false);
    }

    @Test
    public void anOldConfigurationInZooKeeperTellsTheMembersOfThatEpoch() {
        current = configuration(6, "a", "b");
        activated = current;
        copy("a", 7, 100, null, 0);
        copy("b", 6, 100, null, 0);
        best(ofZooKeeper(), "a", false);
        assertEquals(
                7 + Recovery.MARGIN_EPOCHS,
                forced(ofZooKeeper(), "a").configuration().epoch());
    }

    @Test
    public void theHighestLineageCountsAndAnOlderOneBringsNothingBack() {
        holding("a", 2, 9, 50, false, new KnownMembership(configuration(2, 9, "a"), 9));
        holding("b", 1, 7, 500, false, new KnownMembership(configuration(1, 7, "a", "b"), 7));
        best(ofZooKeeper(), "a", true);
        assertEquals(2, forced(ofZooKeeper(), "a").configuration().lineage());
        assertEquals(3, forced(ofZooKeeper(), "b").configuration().lineage());
    }

    @Test
    public void whatIsEmptyOrInPartIsNoChoice() {
        holding("a", 0, 0, 0, false, null);
        holding("b", 1, 7, 10, true, null);
        refused(ofZooKeeper(), "no copy that is shown can be used");
        assertThrows(IllegalArgumentException.class, () -> ofZooKeeper().force("b"));
    }

    @Test
    public void nothingIsDoneWhileNodesAreRegisteredOrZooKeeperIsNotBehindOrClustersDiffer() {
        copy("a", 7, 100, configuration(7, "a"), 7);
        registered.add(member("b"));
        refused(ofZooKeeper(), "b (host-b:7400)");
        registered.clear();
        current = configuration(7, "a");
        refused(ofZooKeeper(), "there is nothing to recover");
        current = configuration(6, "a");
        best(ofZooKeeper(), "a", true);
        holdings.add(new Holding("another", "d", 1, 7, 1, 1, 1, false, false, null));
        refused(ofZooKeeper(), "different clusters");
    }

    // ------------------------------------------------------------------------------------------- members are lost

    @Test
    public void aChainWithoutItsLastMembersIsFormedFromAnOldCopyInANewLineage() {
        current = configuration(9, "a", "b");
        activated = current;
        copy("c", 5, 40, null, 0);
        registered.add(new Member("c", 77, "elsewhere:7400"));
        best(ofChain(), "c", false);
        Recovery.Forced forced = forced(ofChain(), "c");
        assertEquals(10, forced.configuration().epoch());
        assertEquals(2, forced.configuration().lineage());
        assertEquals("elsewhere:7400", forced.configuration().head().address());
        assertFalse("its present life may form it", forced.configuration().hasRemoved(registered.get(0)));
        assertTrue(forced.configuration().hasRemoved(member("a")));
        assertTrue(choiceOfChain("c").cost(), choiceOfChain("c").cost().contains("epoch 9 of lineage 1"));
    }

    @Test
    public void aChainIsNotForcedWhileAMemberIsThereThatHoldsItAll() {
        current = configuration(9, "a", "b");
        activated = current;
        copy("c", 5, 40, null, 0);
        copy("a", 9, 50, null, 0);
        refused(ofChain(), "a is there and holds the whole chain");
        holdings.remove(1);
        copy("a", 8, 45, null, 0);
        best(ofChain(), "a", false);
    }

    @Test
    public void aChainIsNotForcedWhileAMemberIsRegisteredHoweverLittleItsReportSays() {
        current = configuration(9, "a", "b");
        activated = current;
        committed = 50;
        copy("c", 5, 40, null, 0);
        Recovery.Forced forced = forced(ofChain(), "c");
        registered.add(member("a"));
        ReplicaReport asItsLifeBegan = new ReplicaReport(1, 11, 0, 0, 0, false, 0, new TreeSet<>(), false);
        holdings.add(Holding.reported("cluster", "a", asItsLifeBegan));
        refused(ofChain(), "is registered and is a member, so the chain is there");
        Invariant.Broken broken = assertThrows(Invariant.Broken.class, () -> PermittedRecovery.check(seen(), forced));
        assertTrue(broken.getMessage(), broken.getMessage().contains("is registered and serves"));
        registered.set(0, new Member("a", 77, "host-a:7400"));
        best(ofChain(), "c", false);
        forced(ofChain(), "c");
    }

    @Test
    public void ofANodeThatWasReplacedByAnotherLifeTheLastLifeIsShutOut() {
        copy("b", 6, 90, configuration(6, "a", "b"), 6);
        Configuration later = new Configuration(1, 9, 1, List.of(member("c")), null, true, Map.of("a", 31L, "b", 12L));
        copy("c", 9, 100, later, 9);
        assertEquals(
                Map.of("a", 31L, "b", 12L, "c", 13L),
                forced(ofZooKeeper(), "c").configuration().removed());
    }

    @Test
    public void theLineageOfACopyThatMissedAnActivatedEpochDoesNotStay() {
        copy("a", 7, 100, configuration(7, "a", "b"), 7);
        copy("b", 7, 100, configuration(7, "a", "b"), 7);
        Recovery.Forced forced = forced(ofZooKeeper(), "a");
        holdings.remove(1);
        copy("b", 8, 110, configuration(8, "b"), 8);
        Invariant.Broken broken = assertThrows(Invariant.Broken.class, () -> PermittedRecovery.check(seen(), forced));
        assertTrue(broken.getMessage(), broken.getMessage().contains("b knows a later epoch that was activated"));
    }

    @Test
    public void aReplicaCouldComeBackIfItsLastLifeIsNotShutOut() {
        copy("a", 7, 100, configuration(7, "a", "b"), 7);
        Recovery.Forced forced = forced(ofZooKeeper(), "a");
        Configuration after = forced.configuration();
        Configuration earlierLife = new Configuration(
                1, after.epoch(), after.lineage(), after.members(), null, false, Map.of("a", 11L, "b", 5L));
        Invariant.Broken broken = assertThrows(
                Invariant.Broken.class,
                () -> PermittedRecovery.check(seen(), new Recovery.Forced(earlierLife, forced.activated())));
        assertTrue(broken.getMessage(), broken.getMessage().contains("could come back"));
    }

    @Test
    public void aChainIsNotForcedWhileZooKeeperIsBehind() {
        copy("c", 5, 40, null, 0);
        refused(ofChain(), "no configuration");
        current = configuration(4, "a");
        refused(ofChain(), "ZooKeeper's data is old");
    }

    @Test
    public void aCopyThatWasNeverAMemberIsBetterThanNone() {
        current = configuration(9, "a", "b");
        activated = current;
        copy("c", 0, 40, null, 0);
        assertEquals(0, forced(ofChain(), "c").activated().epoch());
    }

    // --------------------------------------------------------------------------------------- what the controller does
    // then

    private Decision decideAfter(Recovery.Forced forced, Member node, long lineage, long epoch, long logEnd) {
        ReplicaReport report =
                new ReplicaReport(1, node.life(), epoch, lineage, logEnd, false, 0, new TreeSet<>(), false);
        Decision decision = NextConfiguration.decide(new ChainView(
                1,
                forced.configuration(),
                forced.activated(),
                List.of(node),
                Map.of(node.nodeId(), report),
                Set.of(),
                true));
        decision.next().ifPresent(next -> PermittedChange.check(forced.configuration(), forced.activated(), next));
        return decision;
    }

    private void formedFromTheChosenCopyOnly(Recovery.Forced forced, long lineage, long epoch, long logEnd) {
        String chosen = forced.configuration().head().nodeId();
        Member back = new Member(chosen, 99, "host:1");
        Decision decision = decideAfter(forced, back, lineage, epoch, logEnd);
        assertEquals(List.of(back), decision.next().orElseThrow().members());
        for (Decision no : List.of(
                decideAfter(forced, new Member("d", 98, "host:2"), lineage, epoch, logEnd),
                decideAfter(forced, back, 0, 0, 0),
                decideAfter(forced, back, lineage, epoch - 1, logEnd))) {
            assertEquals(no.sentence(), Decision.Kind.UNAVAILABLE, no.kind());
        }
    }

    @Test
    public void theControllerFormsTheChainFromTheChosenCopyAndFromNothingElse() {
        copy("a", 7, 100, configuration(7, "a"), 7);
        formedFromTheChosenCopyOnly(forced(ofZooKeeper(), "a"), 1, 7, 100);
        current = configuration(9, "b");
        activated = current;
        formedFromTheChosenCopyOnly(forced(ofChain(), "a"), 1, 7, 100);
    }

    @Test
    public void aNewLineageIsFormedAgainFromTheChosenNodeAlsoWhenItHasBegunIt() {
        current = configuration(9, "b");
        activated = current;
        copy("a", 7, 100, null, 0);
        Recovery.Forced forced = forced(ofChain(), "a");
        Member back = new Member("a", 99, "host:1");
        Decision decision = decideAfter(forced, back, 2, forced.configuration().epoch(), 100);
        assertEquals(List.of(back), decision.next().orElseThrow().members());
    }

    private Recovery.Choice choiceOf(String node) {
        return choiceOf(ofZooKeeper(), node);
    }

    private Recovery.Choice choiceOfChain(String node) {
        return choiceOf(ofChain(), node);
    }

    private static Recovery.Choice choiceOf(Recovery recovery, String node) {
        return recovery.choices().stream()
                .filter(choice -> choice.copy().nodeId().equals(node))
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void anOldCopyOfTheLastEpochIsNoReasonToWaitForItAndSaysWhatItGivesUp() {
        current = configuration(7, "a", "b");
        activated = current;
        copy("a", 7, 120, current, 7);
        assertTrue(
                ofChain().refusal().orElse(""), ofChain().refusal().orElse("").contains("a is there and holds"));
        committed = 980;
        best(ofChain(), "a", false);
        String cost = ofChain().choices().get(0).cost();
        assertTrue(cost, cost.contains("records 121 to 980"));
    }

    @Test
    public void ifZooKeeperIsOldAsWellNoCopyHoldsEverythingThatEndsBeforeWhatWasCommitted() {
        current = configuration(6, "a");
        activated = current;
        copy("a", 7, 120, configuration(7, "a"), 7);
        best(ofZooKeeper(), "a", true);
        committed = 980;
        best(ofZooKeeper(), "a", false);
    }
}
