package io.catena.cli;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import io.catena.cli.text.Json;
import io.catena.client.CatenaException;
import io.catena.client.ClusterAdmin;
import io.catena.client.NodeAdmin;
import io.catena.client.ServerAddress;
import io.catena.client.UnavailableException;
import io.catena.thrift.PlacedNode;
import io.catena.thrift.PlacementReport;
import java.io.IOException;

/** Has nodes emptied, waits for it, and takes it back. */
final class Draining {
    private final CatenaCommand catena;
    private final String token;
    private final ClusterAdmin cluster;
    private final LongWait wait;

    /** @param token the admin token; null if none is to be shown */
    Draining(CatenaCommand catena, String token) {
        this.catena = catena;
        this.token = token;
        this.cluster = new ClusterAdmin(catena.servers(), catena.access());
        this.wait = new LongWait(catena);
    }

    /** @return the exit code */
    int drain(String name, boolean waits) throws IOException, InterruptedException {
        String nodeId = nodeId(name);
        DrainedNode node = look(NodeNames.find(
                nodeId, cluster.drain(nodeId, token, wait.callMillis()).getNodes()));
        if (waits) {
            node = await(node);
        }
        print(node, result(node));
        return ExitCode.DONE;
    }

    private static String result(DrainedNode node) {
        if (!node.isEmpty()) {
            return node.words() + " is being emptied: " + node.leftInWords()
                    + " still there; 'catena status' shows how far it is";
        }
        return node.isRegistered()
                ? node.words() + " is empty: it may be stopped"
                : node.words()
                        + " carries nothing any more; it does not run, so its data was not removed: it does so if"
                        + " it is started again";
    }

    /** @return the exit code */
    int undrain(String name) throws IOException {
        String nodeId = nodeId(name);
        PlacedNode node = NodeNames.find(
                nodeId, cluster.undrain(nodeId, token, wait.callMillis()).getNodes());
        print(new DrainedNode(node, null), NodeNames.words(node) + " is not drained: it gets its share of the chains");
        return ExitCode.DONE;
    }

    /** A cluster that places nothing refuses by itself. */
    private String nodeId(String name) {
        PlacementReport report = cluster.placement(wait.callMillis());
        return report.getReplicas() == 0
                ? name
                : NodeNames.find(name, report.getNodes()).getNodeId();
    }

    private DrainedNode await(DrainedNode first) throws InterruptedException {
        DrainedNode node = first;
        MovePace pace = new MovePace("replica", System.nanoTime());
        while (!node.isEmpty()) {
            tell(node, pace.line(node.left(), System.nanoTime()));
            if (!node.node().isDrained()) {
                throw new CommandFailure(
                        ExitCode.UNAVAILABLE,
                        node.words() + " is not drained any more: another operator has ended that");
            }
            if (wait.isOver()) {
                throw new CommandFailure(
                        ExitCode.UNKNOWN,
                        node.words() + " is being emptied, and is not empty yet: " + node.leftInWords()
                                + " still there; it goes on by itself, and the same command waits again");
            }
            if (!wait.awaitNextLook()) {
                continue;
            }
            try {
                String nodeId = node.node().getNodeId();
                node = node.followedBy(look(NodeNames.find(
                        nodeId, cluster.placement(wait.callMillis()).getNodes())));
            } catch (UnavailableException e) {
                // The servers that were asked may be gone; the wish is not.
                tell(node, pace.line(node.left(), System.nanoTime()));
            }
        }
        return node;
    }

    private void tell(DrainedNode node, String line) {
        if (line != null) {
            catena.console().message(node.words() + ": " + line);
        }
    }

    /** Asks the node itself, if it runs, of how many chains it has data. */
    private DrainedNode look(PlacedNode node) {
        if (!node.isSetHost()) {
            return new DrainedNode(node, null);
        }
        try {
            NodeAdmin itself = new NodeAdmin(
                    new ServerAddress(node.getHost(), node.getPort()), wait.callMillis(), catena.access());
            return new DrainedNode(node, itself.status().getReplicasSize());
        } catch (CatenaException e) {
            return new DrainedNode(node, null);
        }
    }

    private void print(DrainedNode node, String words) throws IOException {
        if (catena.json()) {
            Json.print(catena.console().out(), node.json());
        } else {
            catena.console().result(words);
        }
    }
}
