package io.catena.cli;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import io.catena.cli.text.Json;
import io.catena.cli.text.TextTable;
import io.catena.client.CatenaClient;
import io.catena.client.Layout;
import io.catena.thrift.DataDigest;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        description =
                "Asks each member of a chain for a digest of its data. Exit code 5 if two that have applied the same records"
                        + " differ; 3 if one did not answer; 6 if there are fewer members than expected.")
final class DigestCommand implements Callable<Integer> {
    private static final long TIMEOUT_MILLIS = 30_000;

    @ParentCommand
    private CatenaCommand catena;

    @Mixin
    private ChainOption chainOption;

    @Option(
            names = "--members",
            paramLabel = "N",
            description = "How many members the chain should have. Default: the cluster's setting wished-replicas.")
    private Integer members;

    @Override
    public Integer call() throws IOException {
        Layout layout = layout();
        List<Poll.Reply<DataDigest>> replies = Poll.allNodes(
                layout, catena.timeoutMillis(TIMEOUT_MILLIS), catena.access(), node -> node.digest(layout.chain()));
        boolean differ = differ(replies);
        if (catena.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("chain", layout.chain());
            json.put("chains", layout.chains());
            json.put("differ", differ);
            json.put("members", replies.stream().map(DigestCommand::json).toList());
            Json.print(catena.console().out(), json);
        } else {
            LayoutCommand.printChain(layout, catena.console());
            print(replies);
        }
        if (differ) {
            throw new CommandFailure(
                    ExitCode.DIFFERS,
                    "replicas differ at the same applied seq: at least one is wrong, and the digest does not tell which."
                            + " Keep the data of all of them. Read keys that you know from each (get --from), and look at"
                            + " the logs of the nodes. While the right ones stay members, set aside a data directory only"
                            + " if it is certainly wrong: stop its node, move the directory, and start the node again");
        }
        // The joining replica has no complete data yet.
        if (replies.stream().anyMatch(reply -> reply.error() != null && !reply.joining())) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, "not all members answered; see 'catena status'");
        }
        int expected = members == null ? layout.wishedReplicas() : members;
        if (layout.members().size() < expected) {
            throw new CommandFailure(
                    ExitCode.REDUCED,
                    "all members have the same data, but there are "
                            + layout.members().size() + " and not " + expected + "; see 'catena status'");
        }
        return ExitCode.DONE;
    }

    private Layout layout() {
        try (CatenaClient client = catena.client(TIMEOUT_MILLIS)) {
            return chainOption.layout(client);
        }
    }

    private static boolean differ(List<Poll.Reply<DataDigest>> replies) {
        Map<Long, String> byApplied = new HashMap<>();
        boolean differ = false;
        for (Poll.Reply<DataDigest> reply : replies) {
            if (reply.answer() != null) {
                String digest = reply.answer().getDigest();
                String other = byApplied.putIfAbsent(reply.answer().getApplied(), digest);
                differ |= other != null && !other.equals(digest);
            }
        }
        return differ;
    }

    private void print(List<Poll.Reply<DataDigest>> replies) {
        TextTable textTable = new TextTable("NODE", "ADDRESS", "APPLIED", "KEYS", "DIGEST");
        for (Poll.Reply<DataDigest> reply : replies) {
            Layout.Member member = reply.member();
            DataDigest digest = reply.answer();
            if (digest == null) {
                textTable.row(member.nodeId(), member.address(), null, null, reply.error());
            } else {
                textTable.row(
                        member.nodeId(), member.address(), digest.getApplied(), digest.getKeys(), digest.getDigest());
            }
        }
        textTable.print(catena.console().out());
    }

    private static Map<String, Object> json(Poll.Reply<DataDigest> reply) {
        Map<String, Object> json = new LinkedHashMap<>(LayoutCommand.json(reply.member()));
        json.put("joining", reply.joining());
        json.put("error", reply.error());
        json.put("applied", reply.answer() == null ? null : reply.answer().getApplied());
        json.put("keys", reply.answer() == null ? null : reply.answer().getKeys());
        json.put("digest", reply.answer() == null ? null : reply.answer().getDigest());
        return json;
    }
}
