package io.catena.cli;

import io.catena.client.Layout;
import io.catena.thrift.ReplicaStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;

/**
 * How one of several chains does.
 *
 * @param commitPoint the highest that a member tells; null if none tells any
 * @param lag how many of the head's records the member lacks that lacks most; null if it is not known of all
 * @param troubles kinds of what is not well; empty if all is well
 */
record ChainSummary(Layout layout, Long commitPoint, Long lag, List<String> troubles) {
    static ChainSummary of(Layout layout, ClusterView cluster, Diagnosis diagnosis) {
        List<ReplicaStatus> replicas = cluster.replies(layout).stream()
                .filter(reply -> !reply.joining())
                .map(reply -> StatusCommand.replica(reply, layout.chain()))
                .filter(Objects::nonNull)
                .toList();
        LongSummaryStatistics ends =
                replicas.stream().mapToLong(ReplicaStatus::getLogEnd).summaryStatistics();
        boolean allKnown =
                !replicas.isEmpty() && replicas.size() == layout.members().size();
        Long lag = allKnown ? Long.valueOf(Math.max(0, replicas.get(0).getLogEnd() - ends.getMin())) : null;
        Long commitPoint = replicas.stream()
                .map(ReplicaStatus::getCommitPoint)
                .max(Comparator.naturalOrder())
                .orElse(null);
        return new ChainSummary(layout, commitPoint, lag, troubles(layout, diagnosis));
    }

    private static List<String> troubles(Layout layout, Diagnosis diagnosis) {
        List<String> troubles = new ArrayList<>();
        for (Diagnosis.Finding finding : diagnosis.findings()) {
            if (finding.chains().contains(layout.chain()) && !troubles.contains(finding.kind())) {
                troubles.add(finding.kind());
            }
        }
        int members = layout.members().size();
        if (members > 0 && members < layout.wishedReplicas()) {
            troubles.add("FEWER_MEMBERS_THAN_WISHED");
        }
        return troubles;
    }

    boolean isWell() {
        return troubles.isEmpty();
    }

    /** For people. */
    String words() {
        List<String> words = new ArrayList<>(troubles);
        layout.joining().ifPresent(member -> words.add("JOINING " + member.address()));
        return words.isEmpty() ? "ok" : String.join(", ", words);
    }

    /** From head to tail. */
    String members() {
        return String.join(
                " > ",
                layout.members().stream()
                        .map(member -> member.address().toString())
                        .toList());
    }

    Map<String, Object> json() {
        Map<String, Object> json = LayoutCommand.json(layout);
        json.remove("cluster");
        json.remove("chains");
        json.put("commitPoint", commitPoint);
        json.put("lag", lag);
        json.put("troubles", troubles);
        return json;
    }

    /** Of all chains, chain 1 first. */
    static List<ChainSummary> all(ClusterView cluster, Diagnosis diagnosis) {
        return cluster.layouts().stream()
                .map(layout -> of(layout, cluster, diagnosis))
                .toList();
    }
}
