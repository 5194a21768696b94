package io.catena.cli;

import io.catena.cli.text.Json;
import io.catena.cli.text.TextTable;
import io.catena.client.CatenaClient;
import io.catena.client.Layout;
import io.catena.client.NodeAdmin;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.ReplicaStatus;
import io.catena.thrift.Role;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
        description = "Asks each member for its status and prints a chain from head to tail. LAG counts the head's"
                + " records that a member lacks. Of several chains, without --chain: the nodes, and the chains that"
                + " are not well. Sentences below tell what is not as it should be, what that"
                + " costs, and what to do. Exit code 3: reads or writes are not served, or a member is missing;"
                + " 6: both are served, but a chain is not as it should be.")
final class StatusCommand implements Callable<Integer> {
    private static final long TIMEOUT_MILLIS = 5000;
    /** The format of a node whose status names none: it is of a release that knows only this one. */
    private static final int FIRST_FORMAT = 1;

    @ParentCommand
    private CatenaCommand catena;

    @Mixin
    private ChainOption chainOption;

    @Override
    public Integer call() throws IOException {
        Layout layout;
        try (CatenaClient client = catena.client(TIMEOUT_MILLIS)) {
            List<Layout> layouts = chainOption.isGiven() ? List.of(chainOption.layout(client)) : client.layouts();
            if (layouts.size() > 1) {
                return ofCluster(ClusterView.of(layouts, catena, TIMEOUT_MILLIS));
            }
            layout = layouts.get(0);
        }
        List<Poll.Reply<NodeStatus>> replies =
                Poll.allNodes(layout, catena.timeoutMillis(TIMEOUT_MILLIS), catena.access(), NodeAdmin::status);
        Diagnosis diagnosis = Diagnosis.of(layout, replies);
        long headLogEnd = replies.isEmpty() ? 0 : logEnd(replies.get(0), layout.chain());
        if (catena.json()) {
            Map<String, Object> json = LayoutCommand.json(layout);
            json.remove("joining");
            json.put(
                    "members",
                    replies.stream()
                            .map(reply -> json(reply, layout.chain(), headLogEnd))
                            .toList());
            json.put("serves", diagnosis.serves());
            json.put("troubles", diagnosis.json());
            Json.print(catena.console().out(), json);
        } else {
            print(layout, replies, headLogEnd);
            diagnosis.print(catena.console());
        }
        return diagnosis.exitCode();
    }

    private int ofCluster(ClusterView cluster) throws IOException {
        ClusterStatus status = new ClusterStatus(cluster);
        if (catena.json()) {
            status.printJson(catena.console());
        } else {
            status.print(catena.console());
        }
        return status.exitCode();
    }

    /** Whether the node answers as a member of the chain. */
    static boolean isInPlace(Poll.Reply<NodeStatus> reply, int chain) {
        ReplicaStatus replica = replica(reply, chain);
        return replica != null && replica.getRole() != Role.NONE && replica.getRole() != Role.JOINING;
    }

    private static long logEnd(Poll.Reply<NodeStatus> reply, int chain) {
        ReplicaStatus replica = replica(reply, chain);
        return replica == null ? 0 : replica.getLogEnd();
    }

    /** Null if the node was not reached or has no replica of the chain. */
    static ReplicaStatus replica(Poll.Reply<NodeStatus> reply, int chain) {
        if (reply.answer() == null) {
            return null;
        }
        return reply.answer().getReplicas().stream()
                .filter(replica -> replica.getChain() == chain)
                .findFirst()
                .orElse(null);
    }

    private void print(Layout layout, List<Poll.Reply<NodeStatus>> replies, long headLogEnd) {
        LayoutCommand.printSummary(layout, catena.console());
        TextTable textTable =
                new TextTable("NODE", "ADDRESS", "ROLE", "EPOCH", "LOG END", "COMMIT POINT", "LAG", "FORMAT", "REMARK");
        for (Poll.Reply<NodeStatus> reply : replies) {
            ReplicaStatus replica = replica(reply, layout.chain());
            Layout.Member member = reply.member();
            if (replica == null) {
                textTable.row(
                        member.nodeId(),
                        member.address(),
                        role(reply, replica),
                        null,
                        null,
                        null,
                        null,
                        null,
                        remark(reply, replica));
            } else {
                textTable.row(
                        member.nodeId(),
                        member.address(),
                        role(reply, replica),
                        replica.getEpoch(),
                        replica.getLogEnd(),
                        replica.getCommitPoint(),
                        lag(replica, headLogEnd),
                        format(reply.answer()),
                        remark(reply, replica));
            }
        }
        textTable.print(catena.console().out());
    }

    private static long lag(ReplicaStatus replica, long headLogEnd) {
        return Math.max(0, headLogEnd - replica.getLogEnd());
    }

    /** The format in force, and the range of formats that the node knows if there are several. */
    static String format(NodeStatus status) {
        String known = oldestFormat(status) == newestFormat(status)
                ? ""
                : " (knows " + oldestFormat(status) + " to " + newestFormat(status) + ")";
        return clusterFormat(status) + known;
    }

    private static int clusterFormat(NodeStatus status) {
        return status.isSetFormat() ? status.getFormat() : FIRST_FORMAT;
    }

    private static int oldestFormat(NodeStatus status) {
        return status.isSetOldestFormat() ? status.getOldestFormat() : FIRST_FORMAT;
    }

    private static int newestFormat(NodeStatus status) {
        return status.isSetNewestFormat() ? status.getNewestFormat() : FIRST_FORMAT;
    }

    /** @param replica null if the node was not reached or has no replica of the chain */
    private static String role(Poll.Reply<NodeStatus> reply, ReplicaStatus replica) {
        if (reply.error() != null) {
            return "unreachable";
        }
        return replica == null ? "none" : replica.getRole().name().toLowerCase(Locale.ROOT);
    }

    private static String remark(Poll.Reply<NodeStatus> reply, ReplicaStatus replica) {
        if (replica == null) {
            return reply.error() == null ? "" : reply.error();
        }
        String joining = replica.isSetJoiningPercent() ? replica.getJoiningPercent() + " % received " : "";
        return (joining + (replica.isSetNote() ? replica.getNote() : "")).trim();
    }

    /** What is the same for all chains of a node, but the counters. */
    static void putNode(Map<String, Object> json, NodeStatus node) {
        json.put("pid", node.getPid());
        json.put("controller", node.isController());
        json.put("zookeeperConnected", node.isZookeeperConnected());
        json.put("format", clusterFormat(node));
        json.put("oldestFormat", oldestFormat(node));
        json.put("newestFormat", newestFormat(node));
    }

    private static Map<String, Object> json(Poll.Reply<NodeStatus> reply, int chain, long headLogEnd) {
        ReplicaStatus replica = replica(reply, chain);
        Map<String, Object> json = new LinkedHashMap<>(LayoutCommand.json(reply.member()));
        json.put("joining", reply.joining());
        json.put("role", role(reply, replica));
        json.put("error", reply.error());
        if (replica != null) {
            putNode(json, reply.answer());
            json.put("epoch", replica.getEpoch());
            json.put("logEnd", replica.getLogEnd());
            json.put("durable", replica.getDurable());
            json.put("commitPoint", replica.getCommitPoint());
            json.put("applied", replica.getApplied());
            json.put("lag", lag(replica, headLogEnd));
            json.put("joiningPercent", replica.isSetJoiningPercent() ? replica.getJoiningPercent() : null);
            json.put("note", replica.getNote());
            json.put("counters", reply.answer().getCounters());
        }
        return json;
    }
}
