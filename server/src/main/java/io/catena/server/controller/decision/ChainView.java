package io.catena.server.controller.decision;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.SharedSettings;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The input of a decision about one chain. Immutable.
 *
 * @param chain the chain's number
 * @param current the newest configuration; null if the chain has none yet
 * @param activated the configuration of the last activated epoch; null if none was activated yet
 * @param committed the members of {@code activated} had everything up to this seq on their disks, all of it committed;
 *     0 if that is not known
 * @param registrations the nodes that are there, each in its present life, the longest registered first
 * @param reports what replicas say, by node id; a report of another life than the registered one does not count
 * @param unreachable ids of registered nodes that a neighbour suspects and that the controller's own probe found gone
 * @param unheard ids of nodes that count as there although nothing was heard of them yet, and of registered nodes that
 *     have not answered yet the probe that comes before a chain is formed from one of them
 * @param unfit nodes that are registered and live, but should be removed if they may be, the most urgent first
 * @param wanted the settings that the cluster is to have; null if they cannot be told
 * @param formats which formats the registered nodes know, by node id, also those whose replica is not registered yet; a
 *     node that is missing knows only the first
 * @param graceOver whether, while the chain is to be formed again, waiting for more candidates has lasted long enough
 * @param carriers which nodes may get a place
 */
public record ChainView(
        int chain,
        Configuration current,
        Configuration activated,
        long committed,
        List<Member> registrations,
        Map<String, ReplicaReport> reports,
        Set<String> unreachable,
        Set<String> unheard,
        List<UnfitMember> unfit,
        SharedSettings wanted,
        Map<String, FormatRange> formats,
        boolean graceOver,
        Carriers carriers) {

    public ChainView {
        registrations = List.copyOf(registrations);
        reports = Collections.unmodifiableMap(new TreeMap<>(reports));
        unreachable = Collections.unmodifiableSet(new TreeSet<>(unreachable));
        unheard = Collections.unmodifiableSet(new TreeSet<>(unheard));
        unfit = List.copyOf(unfit);
        formats = Collections.unmodifiableMap(new TreeMap<>(formats));
    }

    /** Of a chain that every node carries. */
    public ChainView(
            int chain,
            Configuration current,
            Configuration activated,
            long committed,
            List<Member> registrations,
            Map<String, ReplicaReport> reports,
            Set<String> unreachable,
            Set<String> unheard,
            List<UnfitMember> unfit,
            SharedSettings wanted,
            Map<String, FormatRange> formats,
            boolean graceOver) {
        this(
                chain,
                current,
                activated,
                committed,
                registrations,
                reports,
                unreachable,
                unheard,
                unfit,
                wanted,
                formats,
                graceOver,
                Carriers.EVERY_NODE);
    }

    /** Of a chain with standard settings in which all nodes are heard of and none is unfit. */
    public ChainView(
            int chain,
            Configuration current,
            Configuration activated,
            List<Member> registrations,
            Map<String, ReplicaReport> reports,
            Set<String> unreachable,
            boolean graceOver) {
        this(
                chain,
                current,
                activated,
                0,
                registrations,
                reports,
                unreachable,
                Set.of(),
                List.of(),
                SharedSettings.STANDARD,
                Map.of(),
                graceOver);
    }

    /** Ids of registered nodes that may hold data and whose replica is not registered yet in a life of this process. */
    Set<String> withoutLife() {
        Set<String> lifeless = Observation.withoutLife(formats, registrations);
        lifeless.removeIf(nodeId -> !carriers.concern(nodeId));
        return lifeless;
    }

    /** Whether it is registered, or has given another sign, and does not only get time. */
    boolean isHeard(Member member) {
        return !unheard.contains(member.nodeId());
    }

    /** Whether this life is in ZooKeeper, with its report, and does not only get time or answer a probe. */
    boolean isRegisteredNow(Member member) {
        return isHeard(member) && reportOf(member).isPresent();
    }

    /** Whether the node knows a format. */
    boolean knows(Member node, int format) {
        return formats.getOrDefault(node.nodeId(), FormatRange.ONLY_THE_FIRST).includes(format);
    }

    /** Registered nodes that are not known to be unreachable, in the order of their registration. */
    List<Member> live() {
        return registrations.stream()
                .filter(m -> !unreachable.contains(m.nodeId()))
                .toList();
    }

    /** Whether exactly this life of the node is registered and not known to be unreachable. */
    boolean lives(Member member) {
        return live().stream().anyMatch(member::is);
    }

    /** The report of this life of the node. */
    Optional<ReplicaReport> reportOf(Member member) {
        return Optional.ofNullable(reports.get(member.nodeId())).filter(report -> report.life() == member.life());
    }

    /**
     * Whether the chain may be left without these members (C8, C9): if one of them surely holds everything, another
     * member that does must stay and be heard of. Else, if none of the members that stay ever returns, the data would
     * be lost with the removed ones, although those may be back by then.
     */
    boolean canDoWithout(List<Member> gone) {
        Set<String> anchors = anchors();
        return gone.stream().noneMatch(m -> isAnchor(anchors, m))
                || livingAnchorsWithout(gone).anyMatch(this::isHeard);
    }

    /** Whether the chain may be left without these members as soon as another one is heard of. */
    boolean awaitsASignBefore(List<Member> gone) {
        return !canDoWithout(gone) && livingAnchorsWithout(gone).findAny().isPresent();
    }

    private Stream<Member> livingAnchorsWithout(List<Member> gone) {
        Set<String> anchors = anchors();
        return current.members().stream()
                .filter(m -> gone.stream().noneMatch(m::is) && isAnchor(anchors, m) && lives(m));
    }

    private boolean isAnchor(Set<String> anchors, Member member) {
        return current.positionOf(member) >= 0 && anchors.contains(member.nodeId());
    }

    /**
     * Whether it asks to leave; of a member only a report of this epoch counts, since it gave up the role of that
     * epoch.
     */
    boolean isLeaving(Member member) {
        boolean counts = current != null && current.positionOf(member) >= 0;
        return reportOf(member)
                .filter(report -> report.leaving() && (!counts || report.epoch() == current.epoch()))
                .isPresent();
    }

    /** Whether its disk has no room for the chain's state (H12). */
    boolean isFull(Member member) {
        return unfit.contains(new UnfitMember(member.nodeId(), UnfitMember.Why.FULL));
    }

    /** Whether the newest configuration has taken full effect, so that more than removals may follow. */
    boolean isActivated() {
        return activated != null && activated.epoch() == current.epoch();
    }

    /** Ids of the nodes of which one must stay (C8): see {@link #anchors(Configuration, Configuration)}. */
    Set<String> anchors() {
        return anchors(current, activated);
    }

    /**
     * Ids of the nodes of the last activated epoch: they alone surely hold all that was committed. Before the first
     * activation, of the chain or of a lineage that an operator forced, the newest configuration stands in for it:
     * until then members can only have been removed.
     */
    static Set<String> anchors(Configuration current, Configuration activated) {
        boolean counts = activated != null && activated.lineage() == current.lineage();
        return (counts ? activated : current)
                .members().stream().map(Member::nodeId).collect(Collectors.toCollection(TreeSet::new));
    }
}
