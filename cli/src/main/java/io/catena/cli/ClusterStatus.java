package io.catena.cli;

import io.catena.cli.text.Console;
import io.catena.cli.text.Json;
import io.catena.cli.text.TextTable;
import io.catena.client.Layout;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.PlacedNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A cluster of several chains in one screen: its nodes, and those of its chains that are not well. */
final class ClusterStatus {
    /** A screen has no room for more. */
    private static final int MOST_CHAINS = 20;

    private final ClusterView cluster;
    private final Diagnosis diagnosis;
    private final List<ChainSummary> notWell;
    private final Map<String, Places> places = new HashMap<>();
    /** By the ids of the nodes. */
    private final Map<String, DrainedNode> drained = new HashMap<>();
    /** Those that have no place in any chain. */
    private final List<PlacedNode> idle = new ArrayList<>();

    /** In how many chains a node has which place. */
    private static final class Places {
        private int member;
        private int head;
        private int tail;
        private int joining;
    }

    ClusterStatus(ClusterView cluster) {
        this.cluster = cluster;
        this.diagnosis = Diagnosis.of(cluster);
        this.notWell = ChainSummary.all(cluster, diagnosis).stream()
                .filter(chain -> !chain.isWell())
                .toList();
        cluster.layouts().forEach(this::count);
        cluster.drained().forEach(node -> drained.put(node.node().getNodeId(), node));
        Set<String> asked = new HashSet<>();
        cluster.nodes().forEach(reply -> asked.add(reply.member().nodeId()));
        cluster.placed().values().stream()
                .filter(node -> !asked.contains(node.getNodeId()))
                .forEach(idle::add);
    }

    private void count(Layout layout) {
        List<Layout.Member> members = layout.members();
        for (int i = 0; i < members.size(); i++) {
            Places node = of(members.get(i));
            node.member++;
            node.head += i == 0 ? 1 : 0;
            node.tail += i == members.size() - 1 ? 1 : 0;
        }
        layout.joining().ifPresent(member -> of(member).joining++);
    }

    private Places of(Layout.Member member) {
        return places.computeIfAbsent(member.address().toString(), address -> new Places());
    }

    int exitCode() {
        return diagnosis.exitCode();
    }

    void print(Console console) {
        int nodes = cluster.nodes().size() + idle.size();
        console.result("cluster " + cluster.cluster() + ", " + cluster.layouts().size() + " chains, " + nodes
                + (nodes == 1 ? " node" : " nodes"));
        TextTable table = new TextTable("NODE", "ADDRESS", "CHAINS", "HEADS", "TAILS", "JOINING", "FORMAT", "REMARK");
        for (Poll.Reply<NodeStatus> reply : cluster.nodes()) {
            Places node = of(reply.member());
            table.row(
                    reply.member().nodeId(),
                    reply.member().address(),
                    node.member,
                    node.head,
                    node.tail,
                    node.joining,
                    reply.answer() == null ? null : StatusCommand.format(reply.answer()),
                    remark(reply));
        }
        for (PlacedNode node : idle) {
            String address = node.isSetHost() ? NodeNames.address(node) : null;
            table.row(node.getNodeId(), address, 0, 0, 0, 0, null, remark(node));
        }
        table.print(console.out());
        if (!notWell.isEmpty()) {
            TextTable chains = new TextTable("CHAIN", "LAG", "STATE", "MEMBERS");
            notWell.stream()
                    .limit(MOST_CHAINS)
                    .forEach(chain -> chains.row(chain.layout().chain(), chain.lag(), chain.words(), chain.members()));
            chains.print(console.out());
            if (notWell.size() > MOST_CHAINS) {
                console.result((notWell.size() - MOST_CHAINS) + " more chains are not well; see 'catena chains'");
            }
        }
        diagnosis.print(console);
    }

    private String remark(Poll.Reply<NodeStatus> reply) {
        List<String> words = new ArrayList<>();
        if (reply.error() != null) {
            words.add("unreachable: " + reply.error());
        } else if (reply.answer().isController()) {
            words.add("controller");
        }
        addDrained(reply.member().nodeId(), words);
        return String.join(", ", words);
    }

    private String remark(PlacedNode node) {
        List<String> words = new ArrayList<>();
        if (!node.isSetHost()) {
            words.add("does not run");
        }
        addDrained(node.getNodeId(), words);
        return String.join(", ", words);
    }

    private void addDrained(String nodeId, List<String> words) {
        if (drained.containsKey(nodeId)) {
            words.add(drained.get(nodeId).remark());
        }
    }

    void printJson(Console console) throws IOException {
        Map<String, Object> json = cluster.json();
        List<Map<String, Object>> nodes =
                new ArrayList<>(cluster.nodes().stream().map(this::json).toList());
        idle.forEach(node -> nodes.add(json(node)));
        json.put("nodes", nodes);
        json.put("notWell", notWell.stream().map(ChainSummary::json).toList());
        json.put("serves", diagnosis.serves());
        json.put("troubles", diagnosis.json());
        Json.print(console.out(), json);
    }

    private static Map<String, Object> json(PlacedNode node) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("node", node.getNodeId());
        json.put("host", node.getHost());
        json.put("port", node.isSetPort() ? node.getPort() : null);
        json.put("error", node.isSetHost() ? null : "does not run");
        List.of("chains", "heads", "tails", "joining").forEach(name -> json.put(name, 0));
        json.put("drained", node.isDrained());
        return json;
    }

    private Map<String, Object> json(Poll.Reply<NodeStatus> reply) {
        Places node = of(reply.member());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("node", reply.member().nodeId());
        json.put("host", reply.member().host());
        json.put("port", reply.member().port());
        json.put("error", reply.error());
        json.put("chains", node.member);
        json.put("heads", node.head);
        json.put("tails", node.tail);
        json.put("joining", node.joining);
        json.put("drained", drained.containsKey(reply.member().nodeId()));
        if (reply.answer() != null) {
            StatusCommand.putNode(json, reply.answer());
            json.put("counters", reply.answer().getCounters());
        }
        return json;
    }
}
