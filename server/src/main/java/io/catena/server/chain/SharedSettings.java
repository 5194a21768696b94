package io.catena.server.chain;

import java.util.ArrayList;
import java.util.List;

/**
 * What all nodes of a cluster must agree on, or the chain would not keep its promises (P1). They belong to the cluster:
 * what is wanted stands in ZooKeeper, and each configuration carries what holds in its epoch.
 *
 * @param leaseMillis how long a completed round lets a member answer reads alone; 0: never, each read waits for a round
 * @param minReplicas a chain with fewer members takes no writes (H14), and removes no member that lives (H15)
 * @param wishedReplicas how many members the operator wishes the chain to have; 0 for no wish. Only reports use it
 * @param format the number of the {@link ClusterFormat}; it only rises
 */
public record SharedSettings(int leaseMillis, int minReplicas, int wishedReplicas, int format) {
    /** No cluster's lease is longer. A configuration that does not say how long its lease is is taken for this (F5). */
    public static final int LONGEST_LEASE_MILLIS = 10_000;

    public static final int MOST_REPLICAS = 100;

    /** The settings of a cluster without options for them. */
    public static final SharedSettings STANDARD = new SharedSettings(300, 1, 0);

    /** Of a cluster that has the first format. */
    public SharedSettings(int leaseMillis, int minReplicas, int wishedReplicas) {
        this(leaseMillis, minReplicas, wishedReplicas, ClusterFormat.FIRST.number());
    }

    public SharedSettings withFormat(int newFormat) {
        return new SharedSettings(leaseMillis, minReplicas, wishedReplicas, newFormat);
    }

    /** What is wrong with them, one sentence each; empty if they may be used. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        inRange(problems, "lease-millis", leaseMillis, 0, LONGEST_LEASE_MILLIS);
        inRange(problems, "min-replicas", minReplicas, 1, MOST_REPLICAS);
        inRange(problems, "wished-replicas", wishedReplicas, 0, MOST_REPLICAS);
        if (format < ClusterFormat.FIRST.number()) {
            problems.add("format must be " + ClusterFormat.FIRST.number() + " or more, not " + format);
        }
        if (wishedReplicas > 0 && wishedReplicas < minReplicas) {
            problems.add("wished-replicas is " + wishedReplicas + " and min-replicas " + minReplicas
                    + ": a chain of the wished size would take no writes");
        }
        return problems;
    }

    private static void inRange(List<String> problems, String name, int value, int low, int high) {
        if (value < low || value > high) {
            problems.add(name + " must be " + low + " to " + high + ", not " + value);
        }
    }
}
