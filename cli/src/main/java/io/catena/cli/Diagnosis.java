package io.catena.cli;

import io.catena.cli.text.Console;
import io.catena.cli.text.ExitCode;
import io.catena.client.Layout;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.Trouble;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The troubles of a chain, or of all chains of a cluster, from layouts and from what the nodes report; those that stop reads or
 * writes come first.
 */
final class Diagnosis {
    /**
     * One trouble.
     *
     * @param kind for programs
     * @param message sentences for people
     * @param stopsService whether reads or writes are refused or wait because of it
     * @param forMillis how long the nodes have seen it; null if unknown
     * @param nodes the ids of the nodes that see it
     * @param chains in which it is; empty if that is clear, or if the message tells
     */
    record Finding(
            String kind,
            String message,
            boolean stopsService,
            Long forMillis,
            List<String> nodes,
            SortedSet<Integer> chains) {
        private Finding with(Trouble trouble, String node) {
            List<String> more = new ArrayList<>(nodes);
            more.add(node);
            return new Finding(kind, message, stopsService, Math.max(forMillis, trouble.getForMillis()), more, chains);
        }

        private Finding alsoIn(int chain) {
            SortedSet<Integer> more = new TreeSet<>(chains);
            more.add(chain);
            return new Finding(kind, message, stopsService, forMillis, nodes, more);
        }
    }

    private static final SortedSet<Integer> NO_CHAINS = Collections.emptySortedSet();
    private static final String ZOOKEEPER_AWAY = "ZOOKEEPER_AWAY";
    private static final String MEMBERSHIP_FROZEN = "MEMBERSHIP_FROZEN";

    private final List<Finding> findings;

    /** @param told what nodes say of themselves, by kind; what was found says more of what is of the same kind */
    private Diagnosis(List<Finding> found, Map<String, Finding> told) {
        List<Finding> all = new ArrayList<>(found);
        for (Finding one : told.values()) {
            if (found.stream().noneMatch(finding -> finding.kind().equals(one.kind()))) {
                all.add(one);
            }
        }
        this.findings =
                new ArrayList<>(all.stream().filter(Finding::stopsService).toList());
        all.stream().filter(finding -> !finding.stopsService()).forEach(findings::add);
    }

    /** @param replies of all members and of the joining node */
    static Diagnosis of(Layout layout, List<Poll.Reply<NodeStatus>> replies) {
        Map<String, Finding> told = told(replies);
        List<Finding> found = new ArrayList<>(ofChain(layout, replies, told));
        return new Diagnosis(found, told);
    }

    /** Of all chains. */
    static Diagnosis of(ClusterView cluster) {
        Map<String, Finding> told = told(cluster.nodes());
        Map<String, Finding> byMessage = new LinkedHashMap<>();
        for (Layout layout : cluster.layouts()) {
            for (Finding finding : ofChain(layout, cluster.replies(layout), told)) {
                byMessage.merge(
                        finding.message(),
                        finding.alsoIn(layout.chain()),
                        (first, same) -> first.alsoIn(layout.chain()));
            }
        }
        return new Diagnosis(new ArrayList<>(byMessage.values()), told);
    }

    /** What the layout and the places of its members show. */
    private static List<Finding> ofChain(
            Layout layout, List<Poll.Reply<NodeStatus>> replies, Map<String, Finding> told) {
        List<Finding> found = new ArrayList<>();
        if (layout.members().isEmpty()) {
            found.add(noChain(layout));
        }
        String untilWhen = untilWhen(told, layout.chain(), replies);
        for (Poll.Reply<NodeStatus> reply : replies) {
            // Reads and writes need every member, but not a joining node.
            if (!reply.joining() && !StatusCommand.isInPlace(reply, layout.chain())) {
                found.add(notInPlace(reply, untilWhen));
            }
        }
        return found;
    }

    private static Finding noChain(Layout layout) {
        String why = layout.note().map(note -> ": " + note).orElse("");
        return new Finding(
                "NO_CHAIN",
                "No chain has been formed" + why + ". Nothing is served until one is.",
                true,
                null,
                List.of(),
                NO_CHAINS);
    }

    /** The end of a sentence: when reads and writes go on although a member is missing. */
    private static String untilWhen(Map<String, Finding> told, int chain, List<Poll.Reply<NodeStatus>> replies) {
        if (replies.stream().noneMatch(reply -> !reply.joining() && StatusCommand.isInPlace(reply, chain))) {
            return "it is back, or another one of the last members is: none of them holds its place, so the chain"
                    + " cannot go on without it. If they are lost, see scripts/recover.";
        }
        if (told.containsKey(ZOOKEEPER_AWAY)) {
            return "it is back, or ZooKeeper is: while ZooKeeper is away, the chain cannot go on without it.";
        }
        if (told.containsKey(MEMBERSHIP_FROZEN)) {
            return "it is back: the membership is frozen, so the chain cannot go on without it.";
        }
        return "it is back or the chain goes on without it, which takes seconds; if it takes longer, look at the log"
                + " of that node.";
    }

    private static Finding notInPlace(Poll.Reply<NodeStatus> reply, String untilWhen) {
        String node = reply.member().nodeId();
        String what = reply.error() == null
                ? "answers, but does not hold its place in the chain at present."
                : "does not answer: " + reply.error() + ".";
        return new Finding(
                "MEMBER_MISSING",
                "Member " + node + " at " + reply.member().address() + " " + what + " Reads and writes wait until "
                        + untilWhen + " Until then only get --stale answers.",
                true,
                null,
                List.of(node),
                NO_CHAINS);
    }

    /** By kind, in the order in which the nodes report them. */
    private static Map<String, Finding> told(List<Poll.Reply<NodeStatus>> replies) {
        Map<String, Finding> told = new LinkedHashMap<>();
        for (Poll.Reply<NodeStatus> reply : replies) {
            if (reply.answer() == null || !reply.answer().isSetTroubles()) {
                continue;
            }
            String node = reply.member().nodeId();
            for (Trouble trouble : reply.answer().getTroubles()) {
                told.merge(
                        trouble.getKind(),
                        new Finding(
                                trouble.getKind(),
                                trouble.getMessage(),
                                trouble.isStopsService(),
                                trouble.getForMillis(),
                                List.of(node),
                                NO_CHAINS),
                        (first, other) -> first.with(trouble, node));
            }
        }
        return told;
    }

    List<Finding> findings() {
        return findings;
    }

    /** Whether reads and writes are served. */
    boolean serves() {
        return findings.stream().noneMatch(Finding::stopsService);
    }

    int exitCode() {
        if (findings.isEmpty()) {
            return ExitCode.DONE;
        }
        return serves() ? ExitCode.REDUCED : ExitCode.UNAVAILABLE;
    }

    void print(Console console) {
        for (Finding finding : findings) {
            String since = finding.forMillis() == null ? "" : " (for " + duration(finding.forMillis()) + ")";
            String where = finding.chains().isEmpty() ? "" : " in " + ChainNumbers.text(finding.chains());
            console.result(
                    (finding.stopsService() ? "NOT SERVING" : "REDUCED") + where + ": " + finding.message() + since);
        }
    }

    private static String duration(long millis) {
        long seconds = millis / 1000;
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }

    List<Map<String, Object>> json() {
        return findings.stream().map(Diagnosis::json).toList();
    }

    private static Map<String, Object> json(Finding finding) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", finding.kind());
        json.put("message", finding.message());
        json.put("stopsService", finding.stopsService());
        json.put("forMillis", finding.forMillis());
        json.put("nodes", finding.nodes());
        if (!finding.chains().isEmpty()) {
            json.put("chains", finding.chains());
        }
        return json;
    }
}
