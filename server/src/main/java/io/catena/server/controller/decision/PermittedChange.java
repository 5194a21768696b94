package io.catena.server.controller.decision;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The table of permitted changes (C4): what must hold between two configurations whatever led to the second. Written
 * apart from {@link NextConfiguration} and in other words, so that a mistake there is caught before it is published.
 * Each rule stands alone and assumes nothing of the others.
 *
 * <p>It cannot judge what the configurations do not show: whether the removed members were dead, whether the joining
 * replica had caught up, whether the longest log was chosen. What is known of the ends of logs is checked beside it.
 * What an operator forces is no change of this table, see {@link PermittedRecovery}.
 */
public final class PermittedChange {
    private final Configuration before;
    private final Configuration after;
    private final Set<String> anchors;
    private final boolean activated;

    private PermittedChange(Configuration before, Configuration activated, Configuration after) {
        this.before = before;
        this.after = after;
        this.anchors = ChainView.anchors(before, activated);
        this.activated = activated != null && activated.epoch() == before.epoch();
    }

    /**
     * Checks one change.
     *
     * @param before the newest configuration; null if there is none
     * @param activated the configuration of the last activated epoch; null if there is none
     * @throws Invariant.Broken naming the rule that the change breaks
     */
    public static void check(Configuration before, Configuration activated, Configuration after) {
        everyNodeStandsOnce(after);
        if (before == null) {
            theFirstIsAlone(activated, after);
            return;
        }
        PermittedChange change = new PermittedChange(before, activated, after);
        change.chainAndLineageStay();
        change.epochsRiseByOne();
        change.oneThingChanges();
        change.membersKeepTheirOrder();
        change.aMemberOfTheLastActivatedEpochStays();
        change.onlyRemovalsBeforeActivation();
        change.onlyTheJoiningIsAppended();
        change.aChainIsFormedAgainByOneThatStoodInIt();
        change.theRemovedAreRemembered();
        change.theRemovedNeverComeBack();
        change.cleanIsClaimedWithReason();
        change.settingsChangeAloneAndActivated();
        change.aHandoverChangesNothingElse();
        change.behindAHandoverRecordsAreMadeAgain();
        change.noLeaseIsForgotten();
    }

    /**
     * Checks one change. If it forms the chain, or forms it again, that node must be registered and must have given a sign
     * (C6, C11); its log must have all that is known to be committed (C12), and the node must have reported it.
     *
     * @param unheard ids of nodes of which nothing was heard
     * @throws Invariant.Broken naming the rule that the change breaks
     */
    public static void check(Observation seen, Configuration after, Set<String> unheard) {
        check(seen.current(), seen.activated(), after);
        theNodeThatFormsTheChainIsHeardOf(seen, after, unheard);
        checkFormat(seen, after);
        newcomersArePlaced(seen, after);
        require(
                !after.handover() || seen.carriers().replicas() > 0,
                after,
                "a chain that every node carries hands nothing over");
        if (seen.current() == null) {
            allSayThatThereIsNothing(seen, after);
        }
        ReplicaReport report = seen.reports().get(after.head().nodeId());
        boolean counts = report != null && report.life() == after.head().life();
        checkLogEnd(seen.current(), seen.activated(), seen.committed(), after, counts ? report.logEnd() : -1);
    }

    /**
     * Checks that a chain is formed again only from a log that has all that is known to be committed.
     *
     * @param committed all members of {@code activated} had everything up to this seq on their disks
     * @param logEnd where the log of the first member of {@code after} ends
     * @throws Invariant.Broken if it lacks some
     */
    public static void checkLogEnd(
            Configuration before, Configuration activated, long committed, Configuration after, long logEnd) {
        if (before == null || activated == null || activated.lineage() != before.lineage()) {
            return;
        }
        boolean formsAgain = new PermittedChange(before, activated, after).formsAgain();
        require(
                !formsAgain || logEnd >= committed,
                after,
                "the log of " + after.head() + " ends at " + logEnd + ", and " + committed + " was committed");
    }

    private static void theNodeThatFormsTheChainIsHeardOf(Observation seen, Configuration after, Set<String> unheard) {
        boolean forms =
                seen.current() == null || new PermittedChange(seen.current(), seen.activated(), after).formsAgain();
        Member head = after.head();
        boolean isHeardOf = seen.registrations().stream().anyMatch(head::is) && !unheard.contains(head.nodeId());
        require(!forms || isHeardOf, after, "nothing is heard of " + head + ", from which the chain is formed");
    }

    /** No replica gets a place, and no format is raised, if a program in the line would not know the format (P7). */
    private static void checkFormat(Observation seen, Configuration after) {
        int format = after.format().number();
        boolean raised =
                seen.current() == null || format != seen.current().format().number();
        for (Member member : after.line()) {
            boolean stood =
                    seen.current() != null && seen.current().line().stream().anyMatch(member::is);
            boolean knows = seen.registrations().stream().anyMatch(member::is) && seen.knows(member.nodeId(), format);
            require(stood && !raised || knows, after, member + " does not know format " + format);
        }
    }

    /** A node gets its first place in a chain, as a joining one or as the first member, only where the chain is to be (C16). */
    private static void newcomersArePlaced(Observation seen, Configuration after) {
        Carriers carriers = seen.carriers();
        if (carriers.replicas() == 0) {
            return;
        }
        for (Member member : after.line()) {
            boolean hadAPlace = seen.current() != null
                    && seen.current().line().stream()
                            .anyMatch(before -> before.nodeId().equals(member.nodeId()));
            require(
                    hadAPlace || carriers.placed().contains(member.nodeId()),
                    after,
                    member + " is not one of the nodes " + carriers.placed() + " on which the chain is to be");
        }
    }

    /** No node stands in a line twice, not even in two lives. */
    private static void everyNodeStandsOnce(Configuration after) {
        Set<String> ids = new HashSet<>();
        for (Member member : after.line()) {
            require(ids.add(member.nodeId()), after, member.nodeId() + " stands in it twice");
        }
    }

    /**
     * A chain is made where every registered node has said that it holds nothing of it (C6). A node on which the chain is not to be,
     * and whose process began without data of it, has said so.
     */
    private static void allSayThatThereIsNothing(Observation seen, Configuration after) {
        Set<String> silent = new TreeSet<>(seen.withoutLife());
        if (seen.carriers().replicas() > 0) {
            Set<String> asked = new TreeSet<>(seen.carriers().holders());
            asked.addAll(seen.carriers().placed());
            silent.retainAll(asked);
        }
        require(silent.isEmpty(), after, "the replica of " + silent + " has not said what it holds");
        for (Member node : seen.registrations()) {
            ReplicaReport report = seen.reports().get(node.nodeId());
            require(report != null && report.life() == node.life(), after, node + " has not said what it holds");
            require(report.epoch() == 0 && report.lineage() == 0 && report.logEnd() == 0, after, node + " holds data");
        }
    }

    /** The first configuration of a chain: one member, nothing before it. */
    private static void theFirstIsAlone(Configuration activated, Configuration after) {
        require(activated == null, after, "an epoch was activated before the first");
        require(after.epoch() == 1 && after.lineage() == 1, after, "the first epoch and lineage are 1");
        require(after.members().size() == 1 && after.joining() == null, after, "the first has one member");
        require(after.clean() && after.removed().isEmpty(), after, "the first removes no node");
        require(after.settings() != null, after, "the first says its settings");
    }

    private void chainAndLineageStay() {
        require(after.chain() == before.chain(), "the chain changes");
        require(after.lineage() == before.lineage(), "the lineage changes, which only an operator may do");
    }

    private void epochsRiseByOne() {
        require(after.epoch() == before.epoch() + 1, "it does not directly follow epoch " + before.epoch());
    }

    /**
     * Exactly one of: removal, growth, forming again, other settings, the beginning or the end of a handover. The next node may begin to join with the change
     * that appends the last one: it does not count, and many nodes form a chain in half as many epochs (C5).
     */
    private void oneThingChanges() {
        boolean grows = appends() || beginsJoining();
        int changes = (removes() ? 1 : 0)
                + (grows ? 1 : 0)
                + (formsAgain() ? 1 : 0)
                + (hasOtherSettings() ? 1 : 0)
                + (after.handover() || endsHandover() ? 1 : 0);
        require(changes == 1, changes + " things change at once");
    }

    /**
     * Members that stay keep their order, and a new one stands behind them (C5); but for all members of an epoch in which all logs
     * are equal, and no record was made since: they may stand in any order (C17).
     */
    private void membersKeepTheirOrder() {
        List<Member> stayed =
                before.members().stream().filter(m -> after.positionOf(m) >= 0).toList();
        if (before.handover() && activated && stayed.equals(before.members()) && came().isEmpty()) {
            return;
        }
        for (int i = 0; i < stayed.size(); i++) {
            require(after.positionOf(stayed.get(i)) == i, "members change places");
        }
    }

    /**
     * Two epochs can never both commit, because a member of the last activated one stays and refuses the older one
     * (C8).
     */
    private void aMemberOfTheLastActivatedEpochStays() {
        require(
                after.members().stream().anyMatch(m -> anchors.contains(m.nodeId())),
                "no member of the last activated epoch stays");
    }

    /** At most one configuration at a time may lack what was committed (C7). */
    private void onlyRemovalsBeforeActivation() {
        require(
                activated || !appends() && !beginsJoining(),
                "it adds before epoch " + before.epoch() + " is activated");
    }

    /** A replica that is appended had been joining, in the same life (C5). */
    private void onlyTheJoiningIsAppended() {
        List<Member> came = came();
        if (!formsAgain() && !came.isEmpty()) {
            require(came.size() == 1 && came.get(0).is(before.joining()), came + " had not been joining");
        }
    }

    /**
     * Forming again: one node, which stood in the newest configuration and in the last activated one, in a new life
     * (C11).
     */
    private void aChainIsFormedAgainByOneThatStoodInIt() {
        if (formsAgain()) {
            require(after.members().size() == 1 && after.joining() == null, "more than one forms the chain again");
            require(before.hasNode(after.head().nodeId()), after.head() + " had no place in it");
            require(anchors.contains(after.head().nodeId()), after.head() + " is not of the last activated epoch");
        }
    }

    private void theRemovedAreRemembered() {
        Map<String, Long> expected = new TreeMap<>(before.removed());
        left().forEach(m -> expected.put(m.nodeId(), m.life()));
        require(expected.entrySet().containsAll(after.removed().entrySet()), "it remembers others than " + expected);
        expected.keySet().removeAll(after.removed().keySet());
        require(expected.keySet().stream().allMatch(this::mayBeForgotten), "it must remember as removed " + expected);
    }

    /**
     * Only of a long list, and not a node that was removed in this change or recently, or is of the last activated
     * epoch.
     */
    private boolean mayBeForgotten(String nodeId) {
        return before.removed().size() >= Configuration.MOST_REMOVED
                && left().stream().noneMatch(m -> m.nodeId().equals(nodeId))
                && before.lastRemovals().stream().noneMatch(r -> r.nodeId().equals(nodeId))
                && !anchors.contains(nodeId);
    }

    /** A removed replica may still act for an older epoch (C10). */
    private void theRemovedNeverComeBack() {
        for (Member member : after.line()) {
            require(!before.hasRemoved(member) && !after.hasRemoved(member), member + " had been removed");
        }
    }

    /** A change that removes no member is clean; forming again never is (F1). */
    private void cleanIsClaimedWithReason() {
        boolean memberLeft = left().stream().anyMatch(m -> before.positionOf(m) >= 0);
        require(memberLeft || after.clean(), "it is clean, since no member is removed");
        require(!formsAgain() || !after.clean(), "forming again is never clean");
    }

    /** All members of an epoch go by the same settings (P2). */
    private void settingsChangeAloneAndActivated() {
        require(
                activated || !hasOtherSettings(),
                "it changes settings before epoch " + before.epoch() + " is activated");
        require(!hasOtherSettings() || after.settings() != null, "it takes settings away");
        require(after.format().number() >= before.format().number(), "its format is lower than the one before");
    }

    /** In a handover all members are there, each in its place, as when the epoch before was activated (C17). */
    private void aHandoverChangesNothingElse() {
        if (after.handover()) {
            require(activated, "it hands over before epoch " + before.epoch() + " is activated");
            require(after.members().equals(before.members()), "a handover has other members, or in another order");
            require(before.joining() == null && after.joining() == null, "a replica joins in a handover");
            require(after.format().number() >= ClusterFormat.HANDOVERS.number(), after.format() + " knows no handover");
        }
    }

    /** A handover is followed by an epoch that makes records again, with the same members or with fewer (C17). */
    private void behindAHandoverRecordsAreMadeAgain() {
        require(!before.handover() || !after.handover(), "a handover follows on a handover");
        require(!endsHandover() || activated, "the handover ends before all logs are equal");
    }

    /**
     * The next head waits for the longest lease that a replica may still use: those of the epoch before, and unless
     * that was activated, all that it had to wait for (F3).
     */
    private void noLeaseIsForgotten() {
        boolean forgets = after.priorLeaseMillis() < before.longestLeaseMillis()
                || !activated && after.priorLeaseMillis() < before.priorLeaseMillis();
        require(!forgets, "leases of older epochs may be longer than " + after.priorLeaseMillis() + " ms");
    }

    private boolean hasOtherSettings() {
        return !Objects.equals(before.settings(), after.settings());
    }

    private boolean endsHandover() {
        return before.handover() && !after.handover() && !formsAgain() && left().isEmpty();
    }

    private boolean removes() {
        return !formsAgain() && !left().isEmpty();
    }

    private boolean appends() {
        return !formsAgain() && !came().isEmpty();
    }

    private boolean beginsJoining() {
        return after.joining() != null && !after.joining().is(before.joining());
    }

    /** Whether no member stays. */
    private boolean formsAgain() {
        return before.members().stream().noneMatch(m -> after.positionOf(m) >= 0);
    }

    /** Members of the second configuration that were none of the first. */
    private List<Member> came() {
        return after.members().stream().filter(m -> before.positionOf(m) < 0).toList();
    }

    /** Members and the joining replica of the first configuration that have no place in the second. */
    private List<Member> left() {
        List<Member> left = new ArrayList<>(before.line());
        left.removeIf(m -> after.line().stream().anyMatch(m::is));
        return left;
    }

    private void require(boolean holds, String broken) {
        require(holds, after, broken);
    }

    private static void require(boolean holds, Configuration after, String broken) {
        Invariant.check(holds, "epoch %d of chain %d is no permitted change: %s", after.epoch(), after.chain(), broken);
    }
}
