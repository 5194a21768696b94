package io.catena.server.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The share of each node as water that rises in all nodes alike, in proportion to their capacities, until all replicas are
 * poured. A node that is full, or whose domain is, rises no more. For the table of permitted placements: written apart from
 * {@link FairShares}.
 */
final class WaterFilling {
    private final double mostOfANode;
    private final double mostOfADomain;
    private final Map<String, Double> shares = new TreeMap<>();
    private final Map<String, Double> inDomain = new HashMap<>();

    private WaterFilling(int chains, int mostOfOneDomain) {
        this.mostOfANode = chains;
        this.mostOfADomain = (double) chains * mostOfOneDomain;
    }

    /**
     * How many replicas each node is to carry, by its id.
     *
     * @param replicas of each chain; not more than there are nodes
     * @param mostOfOneDomain how many of them one domain may have
     */
    static Map<String, Double> shares(Collection<CarryingNode> nodes, int chains, int replicas, int mostOfOneDomain) {
        WaterFilling filling = new WaterFilling(chains, mostOfOneDomain);
        nodes.forEach(node -> filling.shares.put(node.nodeId(), 0.0));
        nodes.forEach(node -> filling.inDomain.put(node.domain(), 0.0));
        filling.pour(nodes, (double) chains * replicas);
        return filling.shares;
    }

    /** From one node or domain that becomes full to the next: each time at least one node rises no more. */
    private void pour(Collection<CarryingNode> nodes, double replicas) {
        List<CarryingNode> rising = new ArrayList<>(nodes);
        double left = replicas;
        while (left > 0 && !rising.isEmpty()) {
            Map<String, Double> capacities = new HashMap<>();
            rising.forEach(node -> capacities.merge(node.domain(), (double) node.capacity(), Double::sum));
            double all = capacities.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
            Map<CarryingNode, Double> untilFull = new HashMap<>();
            rising.forEach(node -> untilFull.put(node, untilFull(node, capacities.get(node.domain()))));
            double rise = Math.min(left / all, Collections.min(untilFull.values()));
            for (CarryingNode node : rising) {
                shares.merge(node.nodeId(), rise * node.capacity(), Double::sum);
                inDomain.merge(node.domain(), rise * node.capacity(), Double::sum);
            }
            left = rise < left / all ? left - rise * all : 0;
            rising.removeIf(node -> untilFull.get(node) <= rise);
        }
    }

    /** How far the node can rise, together with all that rise in its domain. */
    private double untilFull(CarryingNode node, double capacityOfDomain) {
        double ofNode = (mostOfANode - shares.get(node.nodeId())) / node.capacity();
        double ofDomain = (mostOfADomain - inDomain.get(node.domain())) / capacityOfDomain;
        return Math.min(ofNode, ofDomain);
    }
}
