package io.catena.server.node.operators;

import io.catena.server.placement.Placement;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.rpc.HostPort;
import io.catena.thrift.PlacedNode;
import io.catena.thrift.PlacementPlan;
import io.catena.thrift.PlannedNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tells operators where the chains are to be, and where they would be. */
final class WirePlacement {
    private WirePlacement() {}

    /** @param places in how many chains a node is a member, or joins */
    static List<PlacedNode> nodes(PlacementSituation situation, Map<String, Integer> places) {
        Placement placement = situation.placement();
        SortedMap<String, PlacedNode> nodes = new TreeMap<>();
        for (String nodeId : situation.carrying().nodes()) {
            boolean isDrained = situation.departures().drained().contains(nodeId);
            nodes.put(nodeId, new PlacedNode(nodeId, isDrained, 0, 0, places.getOrDefault(nodeId, 0)));
        }
        addresses(situation)
                .forEach((nodeId, address) ->
                        nodes.get(nodeId).setHost(address.host()).setPort(address.port()));
        for (List<String> line : placement.lines()) {
            for (int i = 0; i < line.size(); i++) {
                PlacedNode node = nodes.get(line.get(i));
                node.setChains(node.getChains() + 1).setHeads(node.getHeads() + (i == 0 ? 1 : 0));
            }
        }
        return List.copyOf(nodes.values());
    }

    private static Map<String, HostPort> addresses(PlacementSituation situation) {
        Map<String, HostPort> addresses = new HashMap<>();
        for (RegisteredNode node : situation.registered()) {
            addresses.put(node.nodeId(), HostPort.parse(node.address()));
        }
        return addresses;
    }

    /** @param absent ids of nodes for which it does not wait */
    static PlacementPlan plan(PlacementSituation situation, Placement after, List<String> absent) {
        SortedMap<String, PlannedNode> nodes = new TreeMap<>();
        int chains = 0;
        int replicasToMake = 0;
        for (int chain = 1; chain <= after.chains(); chain++) {
            List<String> had = situation.placement().line(chain);
            List<String> gets = after.line(chain);
            chains += had.equals(gets) ? 0 : 1;
            had.forEach(nodeId -> countBefore(in(nodes, nodeId), nodeId.equals(had.get(0))));
            for (String nodeId : gets) {
                boolean isMade = !had.contains(nodeId);
                replicasToMake += isMade ? 1 : 0;
                countAfter(in(nodes, nodeId), nodeId.equals(gets.get(0)), isMade);
            }
        }
        addresses(situation).forEach((nodeId, address) -> {
            if (nodes.containsKey(nodeId)) {
                nodes.get(nodeId).setHost(address.host()).setPort(address.port());
            }
        });
        return new PlacementPlan(List.copyOf(nodes.values()), chains, replicasToMake, absent);
    }

    private static PlannedNode in(Map<String, PlannedNode> nodes, String nodeId) {
        return nodes.computeIfAbsent(nodeId, id -> new PlannedNode(id, 0, 0, 0, 0, 0));
    }

    private static void countBefore(PlannedNode node, boolean isHead) {
        node.setChainsBefore(node.getChainsBefore() + 1).setHeadsBefore(node.getHeadsBefore() + (isHead ? 1 : 0));
    }

    private static void countAfter(PlannedNode node, boolean isHead, boolean isMade) {
        node.setChainsAfter(node.getChainsAfter() + 1)
                .setHeadsAfter(node.getHeadsAfter() + (isHead ? 1 : 0))
                .setReplicasToMake(node.getReplicasToMake() + (isMade ? 1 : 0));
    }
}
