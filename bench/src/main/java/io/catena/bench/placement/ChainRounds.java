package io.catena.bench.placement;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.decision.Carriers;
import io.catena.server.controller.decision.ChainView;
import io.catena.server.controller.decision.Decision;
import io.catena.server.controller.decision.NextConfiguration;
import io.catena.server.controller.decision.PermittedChange;
import io.catena.server.placement.Placement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The configurations of all chains, one after the other, until each chain is where its placement wants it. Replicas answer at
 * once: an epoch is activated when it is published, who joins has caught up, and who is to leave asks for it as soon as it may
 * (M10). Not thread-safe.
 */
final class ChainRounds {
    private static final SharedSettings SETTINGS = SharedSettings.STANDARD.withFormat(ClusterFormat.HANDOVERS.number());
    private static final FormatRange KNOWN = new FormatRange(1, ClusterFormat.HANDOVERS.number());
    private static final int PATIENCE = 100;

    private final int replicas;
    private final Map<Integer, Configuration> newest = new TreeMap<>();
    private final Map<String, Long> lives = new HashMap<>();

    /**
     * What it took.
     *
     * @param chains that were looked at
     * @param epochs that were published
     * @param rounds in which all chains had one step each
     */
    record Effort(int chains, int epochs, int rounds, long nanos, long slowestNanos) {}

    ChainRounds(int replicas) {
        this.replicas = replicas;
    }

    /** Of each chain; of those that were formed. */
    Map<Integer, Configuration> newest() {
        return newest;
    }

    /** How many chains have another node first than the placement. */
    int otherHeads(Placement placement) {
        return (int) newest.values().stream()
                .filter(configuration -> !configuration
                        .head()
                        .nodeId()
                        .equals(placement.line(configuration.chain()).get(0)))
                .count();
    }

    /**
     * Has these chains go where they are to be.
     *
     * @param alive ids of all nodes that run
     */
    Effort follow(Placement placement, List<Integer> chains, Set<String> alive) {
        Map<String, FormatRange> formats = new TreeMap<>();
        alive.forEach(nodeId -> formats.put(nodeId, KNOWN));
        List<Integer> left = chains;
        int epochs = 0;
        int rounds = 0;
        long nanos = 0;
        long slowestNanos = 0;
        while (!left.isEmpty()) {
            if (rounds++ == PATIENCE) {
                throw new IllegalStateException("after " + PATIENCE + " rounds chains still change: " + left);
            }
            List<Integer> further = new ArrayList<>();
            for (int chain : left) {
                long begin = PlacementChanges.processorNanos();
                boolean changed = step(chain, placement.line(chain), formats);
                long took = PlacementChanges.processorNanos() - begin;
                nanos += took;
                slowestNanos = Math.max(slowestNanos, took);
                if (changed) {
                    epochs++;
                    further.add(chain);
                }
            }
            left = further;
        }
        return new Effort(chains.size(), epochs, rounds, nanos, slowestNanos);
    }

    private boolean step(int chain, List<String> placed, Map<String, FormatRange> formats) {
        Configuration current = newest.get(chain);
        List<Member> registrations = registrations(current, placed, formats.keySet());
        Map<String, ReplicaReport> reports = new TreeMap<>();
        registrations.forEach(member -> reports.put(member.nodeId(), report(chain, current, member, placed)));
        ChainView view = new ChainView(
                chain,
                current,
                current,
                0,
                registrations,
                reports,
                Set.of(),
                Set.of(),
                List.of(),
                SETTINGS,
                formats,
                true,
                new Carriers(placed, replicas, Set.of()));
        Decision decision = NextConfiguration.decide(view);
        if (decision.next().isEmpty()) {
            return false;
        }
        Configuration next = decision.next().get();
        PermittedChange.check(current, current, next);
        forget(current, next);
        newest.put(chain, next);
        return true;
    }

    /** The members that live, and the nodes on which the chain is placed. */
    private List<Member> registrations(Configuration current, List<String> placed, Set<String> alive) {
        Set<String> nodes = new TreeSet<>(placed);
        if (current != null) {
            current.line().forEach(member -> nodes.add(member.nodeId()));
        }
        nodes.retainAll(alive);
        int chain = current == null ? 0 : current.chain();
        return nodes.stream()
                .map(nodeId -> new Member(nodeId, life(chain, nodeId), ImaginedNodes.address(nodeId)))
                .toList();
    }

    /** A replica that has lost its place comes back in another life only. */
    private long life(int chain, String nodeId) {
        return lives.getOrDefault(chain + "/" + nodeId, 1L);
    }

    private void forget(Configuration before, Configuration after) {
        if (before != null) {
            Set<String> stay = after.line().stream().map(Member::nodeId).collect(Collectors.toSet());
            before.line().stream()
                    .filter(member -> !stay.contains(member.nodeId()))
                    .forEach(member -> lives.put(after.chain() + "/" + member.nodeId(), member.life() + 1));
        }
    }

    private ReplicaReport report(int chain, Configuration current, Member member, List<String> placed) {
        boolean stands = current != null && current.positionOf(member) >= 0;
        boolean feeds = stands && current.joining() != null && member.is(current.tail());
        return new ReplicaReport(
                chain,
                member.life(),
                stands ? current.epoch() : 0,
                stands ? current.lineage() : 0,
                0,
                false,
                feeds ? current.joining().life() : 0,
                new TreeSet<>(),
                stands && mayLeave(current, member, placed));
    }

    private boolean mayLeave(Configuration current, Member member, List<String> placed) {
        long complete = current.members().stream()
                .filter(other -> placed.contains(other.nodeId()))
                .count();
        return !placed.contains(member.nodeId()) && current.joining() == null && complete >= placed.size();
    }
}
