package io.catena.cli;

import io.catena.cli.text.Console;
import io.catena.cli.text.Json;
import io.catena.cli.text.TextTable;
import io.catena.client.ServerAddress;
import io.catena.thrift.PlacementPlan;
import io.catena.thrift.PlannedNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What would move, as text and as JSON. */
final class PlanText {
    private final PlacementPlan plan;

    PlanText(PlacementPlan plan) {
        this.plan = plan;
    }

    void print(CatenaCommand catena) throws IOException {
        if (catena.json()) {
            Json.print(catena.console().out(), json());
        } else {
            print(catena.console());
        }
    }

    private void print(Console console) {
        TextTable table = new TextTable("NODE", "ADDRESS", "CHAINS", "AFTER", "HEADS", "AFTER", "TO MAKE");
        for (PlannedNode node : plan.getNodes()) {
            table.row(
                    node.getNodeId(),
                    address(node),
                    node.getChainsBefore(),
                    node.getChainsAfter(),
                    node.getHeadsBefore(),
                    node.getHeadsAfter(),
                    node.getReplicasToMake());
        }
        table.print(console.out());
        console.result(words());
    }

    private static String address(PlannedNode node) {
        return node.isSetHost() ? new ServerAddress(node.getHost(), node.getPort()).toString() : null;
    }

    /** In one sentence. */
    String words() {
        if (plan.getChains() == 0) {
            return "nothing moves";
        }
        return plan.getChains() + (plan.getChains() == 1 ? " chain gets" : " chains get")
                + " other nodes or another order, and " + plan.getReplicasToMake()
                + (plan.getReplicasToMake() == 1 ? " replica is" : " replicas are")
                + " made; of how many bytes is not known";
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("nodes", plan.getNodes().stream().map(PlanText::json).toList());
        json.put("chains", plan.getChains());
        json.put("replicasToMake", plan.getReplicasToMake());
        json.put("bytes", null);
        json.put("absent", plan.getAbsent());
        return json;
    }

    private static Map<String, Object> json(PlannedNode node) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("node", node.getNodeId());
        json.put("host", node.getHost());
        json.put("port", node.isSetPort() ? node.getPort() : null);
        json.put("chainsBefore", node.getChainsBefore());
        json.put("chainsAfter", node.getChainsAfter());
        json.put("headsBefore", node.getHeadsBefore());
        json.put("headsAfter", node.getHeadsAfter());
        json.put("replicasToMake", node.getReplicasToMake());
        return json;
    }
}
