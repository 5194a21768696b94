package io.catena.server.chain;

import java.util.ArrayList;
import java.util.List;

/**
 * Some of the {@link SharedSettings}: what an operator has said, on a node's command line or to change them. Null
 * stands for a setting that was not named. All other options of a node may differ from node to node (P4).
 */
public record GivenSettings(Integer leaseMillis, Integer minReplicas, Integer wishedReplicas, Integer format) {
    /** Without a word about the format, which no node's options name. */
    public GivenSettings(Integer leaseMillis, Integer minReplicas, Integer wishedReplicas) {
        this(leaseMillis, minReplicas, wishedReplicas, null);
    }

    /** The given settings, and {@code others} for those that were not given. */
    public SharedSettings over(SharedSettings others) {
        return new SharedSettings(
                leaseMillis == null ? others.leaseMillis() : leaseMillis,
                minReplicas == null ? others.minReplicas() : minReplicas,
                wishedReplicas == null ? others.wishedReplicas() : wishedReplicas,
                format == null ? others.format() : format);
    }

    public boolean isEmpty() {
        return leaseMillis == null && minReplicas == null && wishedReplicas == null && format == null;
    }

    /** One sentence for each given setting with which no chain of such a cluster would ever take writes; empty if there is none. */
    public List<String> impossible(ClusterShape shape) {
        boolean isImpossible =
                minReplicas != null && shape.replicas() != ClusterShape.ALL && minReplicas > shape.replicas();
        return isImpossible
                ? List.of("min-replicas must be 1 to " + shape.replicas() + ", not " + minReplicas
                        + ": each chain of this cluster is on that many nodes (--replicas), and with fewer members it"
                        + " would never take writes")
                : List.of();
    }

    /** One sentence for each given setting that differs from the cluster's, with what to do about it. */
    public List<String> contradictions(SharedSettings cluster) {
        List<String> found = new ArrayList<>();
        compare(found, "lease-millis", leaseMillis, cluster.leaseMillis());
        compare(found, "min-replicas", minReplicas, cluster.minReplicas());
        compare(found, "wished-replicas", wishedReplicas, cluster.wishedReplicas());
        return found;
    }

    private static void compare(List<String> found, String name, Integer given, int cluster) {
        if (given != null && given != cluster) {
            found.add("--" + name + " is " + given + " here and " + cluster
                    + " in the cluster, and must be the same on all nodes: leave the option out, or change it for all with"
                    + " 'catena settings set " + name + "=" + given + "'");
        }
    }
}
