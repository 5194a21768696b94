package io.catena.server.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many replicas each node is to carry: in proportion to its capacity, but not more than one of a chain, and no domain
 * more than its part of each chain. What such a bound takes from one is shared by the others. A share may lie between two
 * whole numbers: either is fair.
 */
final class FairShares {
    /** Far below one replica, far above the error of a sum of shares. */
    private static final double TOLERANCE = 1e-6;
    /** Halvings, after which the error is far below the tolerance. */
    private static final int HALVINGS = 70;

    private final int chains;
    private final long mostOfADomain;
    private final Map<String, List<CarryingNode>> domains = new TreeMap<>();

    private FairShares(List<CarryingNode> nodes, int chains, int replicas) {
        this.chains = chains;
        for (CarryingNode node : nodes) {
            domains.computeIfAbsent(node.domain(), domain -> new ArrayList<>()).add(node);
        }
        this.mostOfADomain = (long) chains * mostOfOneChain(nodes, replicas);
    }

    /**
     * How many replicas of one chain a domain may have: one, if there are enough domains; else as many as there must be
     * in the largest ones.
     */
    static int mostOfOneChain(List<CarryingNode> nodes, int replicas) {
        Map<String, Integer> sizes = new TreeMap<>();
        nodes.forEach(node -> sizes.merge(node.domain(), 1, Integer::sum));
        int most = 1;
        while (room(sizes, most) < replicas) {
            most++;
        }
        return most;
    }

    private static int room(Map<String, Integer> sizes, int most) {
        return sizes.values().stream().mapToInt(size -> Math.min(size, most)).sum();
    }

    /**
     * What one node is to carry.
     *
     * @param least the whole number at or below its share
     * @param mayBeOneMore whether its share lies above that
     */
    record Share(int least, boolean mayBeOneMore) {
        private static Share of(double share) {
            int least = (int) Math.floor(share + TOLERANCE);
            return new Share(least, share - least > TOLERANCE);
        }
    }

    /**
     * The share of each node, by its id.
     *
     * @param replicas of each chain; not more than there are nodes
     */
    static Map<String, Share> of(List<CarryingNode> nodes, int chains, int replicas) {
        return new FairShares(nodes, chains, replicas).shares((long) chains * replicas);
    }

    private Map<String, Share> shares(long replicas) {
        double perCapacity = perCapacity(replicas, this::ofAll);
        Map<String, Share> shares = new TreeMap<>();
        for (List<CarryingNode> nodes : domains.values()) {
            double inDomain = perCapacity(ofDomain(nodes, perCapacity), each -> ofNodes(nodes, each));
            nodes.forEach(node -> shares.put(node.nodeId(), Share.of(ofNode(node, inDomain))));
        }
        return shares;
    }

    private double ofNode(CarryingNode node, double perCapacity) {
        return Math.min(chains, node.capacity() * perCapacity);
    }

    private double ofNodes(List<CarryingNode> nodes, double perCapacity) {
        return nodes.stream().mapToDouble(node -> ofNode(node, perCapacity)).sum();
    }

    private double ofDomain(List<CarryingNode> nodes, double perCapacity) {
        return Math.min(mostOfADomain, ofNodes(nodes, perCapacity));
    }

    private double ofAll(double perCapacity) {
        return domains.values().stream()
                .mapToDouble(nodes -> ofDomain(nodes, perCapacity))
                .sum();
    }

    /** Something that grows with the share of one unit of capacity. */
    private interface Growing {
        double at(double perCapacity);
    }

    /** The share of one unit of capacity with which the sum is reached, found by halving. */
    private double perCapacity(double sum, Growing growing) {
        double low = 0;
        double high = chains;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (growing.at(middle) < sum) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
