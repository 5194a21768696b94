package io.catena.server.controller.loop;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.Health;
import io.catena.server.controller.decision.Observation;
import io.catena.server.controller.decision.Suspicions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One observation of a chain that has a configuration, sorted for the question which members may have to be removed.
 *
 * @param suspects for each registered replica that reports in its present life, the ids that it suspects
 * @param suspectIds all suspected ids
 * @param registered the replicas of the line that are registered in this life
 * @param missing the replicas of the line whose nodes have not registered, in any life, since ZooKeeper was away
 * @param candidates the present lives of nodes whose places in the line belong to earlier lives: the chain may have to be
 *     formed again from one of them (C11)
 * @param oneMayHaveToGo whether a decision may depend on which members answer
 * @param oneIsSlow whether a replica of the line says that it, or its hop to the next one, is slow
 */
record Look(
        Observation seen,
        Map<String, Set<String>> suspects,
        Set<String> suspectIds,
        List<Member> registered,
        List<Member> missing,
        List<Member> candidates,
        boolean oneMayHaveToGo,
        boolean oneIsSlow) {

    /** @param returned ids of the nodes seen registered since ZooKeeper was away */
    static Look at(Observation seen, Set<String> returned) {
        Map<String, Set<String>> suspects = suspects(seen);
        Set<String> suspectIds = Suspicions.all(suspects);
        List<Member> registered = new ArrayList<>();
        List<Member> missing = new ArrayList<>();
        boolean oneMayHaveToGo = false;
        boolean oneIsSlow = false;
        for (Member member : seen.current().line()) {
            if (seen.registrations().stream().anyMatch(member::is)) {
                registered.add(member);
                oneMayHaveToGo |= suspectIds.contains(member.nodeId())
                        || isLeaving(seen, member)
                        || healthOf(seen, member).hangs();
                oneIsSlow |= !healthOf(seen, member).isWell();
            } else {
                oneMayHaveToGo = true;
                if (!returned.contains(member.nodeId())) {
                    missing.add(member);
                }
            }
        }
        return new Look(seen, suspects, suspectIds, registered, missing, candidates(seen), oneMayHaveToGo, oneIsSlow);
    }

    private static List<Member> candidates(Observation seen) {
        Configuration current = seen.current();
        return seen.registrations().stream()
                .filter(node -> current.line().stream().noneMatch(node::is)
                        && current.members().stream().anyMatch(m -> m.nodeId().equals(node.nodeId()))
                        && !current.hasRemoved(node))
                .toList();
    }

    /** Whether a candidate is there, and no registered member surely holds everything: then little else can be done. */
    boolean mayBeFormedAgain() {
        Set<String> anchors = seen.anchors();
        return !candidates.isEmpty()
                && registered.stream()
                        .noneMatch(m -> seen.current().positionOf(m) >= 0 && anchors.contains(m.nodeId()));
    }

    /** The nodes that are no members yet and have no room for the chain's state (H12). */
    List<Member> full() {
        return seen.registrations().stream()
                .filter(node -> seen.current().positionOf(node) < 0
                        && isOfThisLife(seen, node)
                        && healthOf(seen, node).lowOnSpace())
                .toList();
    }

    private static boolean isLeaving(Observation seen, Member member) {
        return isOfThisLife(seen, member) && seen.reports().get(member.nodeId()).leaving();
    }

    private static Health healthOf(Observation seen, Member member) {
        return seen.health().getOrDefault(member.nodeId(), Health.WELL);
    }

    /** Whether the node has a report of this life. */
    private static boolean isOfThisLife(Observation seen, Member node) {
        ReplicaReport report = seen.reports().get(node.nodeId());
        return report != null && report.life() == node.life();
    }

    private static Map<String, Set<String>> suspects(Observation seen) {
        Map<String, Set<String>> suspects = new TreeMap<>();
        for (Member node : seen.registrations()) {
            if (isOfThisLife(seen, node)) {
                suspects.put(node.nodeId(), seen.reports().get(node.nodeId()).suspects());
            }
        }
        return suspects;
    }
}
