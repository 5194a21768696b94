package io.catena.server.chain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which replicas are in a chain, and in which order. Immutable; every published change is a new epoch (C1).
 *
 * @param chain the chain's number
 * @param epoch rises by one with each published change, by more when an operator forces one; the first is 1
 * @param lineage rises by one when an operator forces a chain back from a replica that may lack committed records
 * @param members head first, tail last; never empty
 * @param joining the replica that receives the chain's state and does not count yet; null if there is none
 * @param clean whether every replica removed by this change had given up its role first
 * @param removed of each removed node the life that must not come back; beyond {@link #MOST_REMOVED} entries
 *     those are forgotten that cannot come back anyway (C10)
 * @param settings of all members of this epoch; null if the program that published it did not say
 * @param priorLeaseMillis no lease that was won in an older epoch, and may still be in use, is longer than this
 * @param lastRemovals the last replicas that lost their places, the newest last, at most {@link #MOST_REMOVALS}
 * @param handover whether the head makes no record in this epoch, so that the next one may have the members in another order (C17)
 */
public record Configuration(
        int chain,
        long epoch,
        long lineage,
        List<Member> members,
        Member joining,
        boolean clean,
        Map<String, Long> removed,
        SharedSettings settings,
        int priorLeaseMillis,
        List<Removal> lastRemovals,
        boolean handover) {

    /** From this number of removed nodes on, those that are not registered are forgotten. */
    public static final int MOST_REMOVED = 1_000;

    /** For this number of the last removals the reason is kept. */
    public static final int MOST_REMOVALS = 32;

    public Configuration {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a configuration needs a member: chain " + chain + ", epoch " + epoch);
        }
        members = List.copyOf(members);
        removed = Collections.unmodifiableMap(new TreeMap<>(removed));
        lastRemovals = List.copyOf(lastRemovals);
    }

    /** Without a handover. */
    public Configuration(
            int chain,
            long epoch,
            long lineage,
            List<Member> members,
            Member joining,
            boolean clean,
            Map<String, Long> removed,
            SharedSettings settings,
            int priorLeaseMillis,
            List<Removal> lastRemovals) {
        this(chain, epoch, lineage, members, joining, clean, removed, settings, priorLeaseMillis, lastRemovals, false);
    }

    /** Without reasons for removals. */
    public Configuration(
            int chain,
            long epoch,
            long lineage,
            List<Member> members,
            Member joining,
            boolean clean,
            Map<String, Long> removed,
            SharedSettings settings,
            int priorLeaseMillis) {
        this(chain, epoch, lineage, members, joining, clean, removed, settings, priorLeaseMillis, List.of());
    }

    /** With the standard settings, and no others before. */
    public Configuration(
            int chain,
            long epoch,
            long lineage,
            List<Member> members,
            Member joining,
            boolean clean,
            Map<String, Long> removed) {
        this(
                chain,
                epoch,
                lineage,
                members,
                joining,
                clean,
                removed,
                SharedSettings.STANDARD,
                SharedSettings.STANDARD.leaseMillis());
    }

    /** How long a member of this epoch may answer reads alone; 0 if the settings are unknown. */
    public int leaseMillis() {
        return settings == null ? 0 : settings.leaseMillis();
    }

    /** No lease that is won in this epoch is longer than this. */
    public int longestLeaseMillis() {
        return settings == null ? SharedSettings.LONGEST_LEASE_MILLIS : settings.leaseMillis();
    }

    /** With fewer members the chain takes no writes in this epoch. */
    public int minReplicas() {
        return settings == null ? SharedSettings.STANDARD.minReplicas() : settings.minReplicas();
    }

    /** In which its members write. */
    public ClusterFormat format() {
        return settings == null ? ClusterFormat.FIRST : new ClusterFormat(settings.format());
    }

    public Member head() {
        return members.get(0);
    }

    public Member tail() {
        return members.get(members.size() - 1);
    }

    /** The position of this life of the node, 0 for the head; -1 if it is no member. */
    public int positionOf(String nodeId, long life) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).is(nodeId, life)) {
                return i;
            }
        }
        return -1;
    }

    public int positionOf(Member member) {
        return positionOf(member.nodeId(), member.life());
    }

    /** Whether some life of the node is a member. */
    public boolean hasNode(String nodeId) {
        return members.stream().anyMatch(m -> m.nodeId().equals(nodeId));
    }

    /** Whether this life of the node was removed, and so must not come back. */
    public boolean hasRemoved(Member member) {
        Long life = removed.get(member.nodeId());
        return life != null && life == member.life();
    }

    /** Why this life of the node was removed, if that is still known. */
    public Optional<Removal> removalOf(Member member) {
        return lastRemovals.stream().filter(removal -> removal.isOf(member)).findFirst();
    }

    /** The same, with the controller that decided it. */
    public Configuration decidedBy(String controller) {
        List<Removal> signed = lastRemovals.stream()
                .map(r -> r.epoch() != epoch ? r : new Removal(r.nodeId(), r.life(), r.epoch(), controller, r.why()))
                .toList();
        return new Configuration(
                chain, epoch, lineage, members, joining, clean, removed, settings, priorLeaseMillis, signed, handover);
    }

    /** Members and, behind them, the joining replica: the order in which data travels. */
    public List<Member> line() {
        if (joining == null) {
            return members;
        }
        List<Member> line = new ArrayList<>(members);
        line.add(joining);
        return line;
    }
}
