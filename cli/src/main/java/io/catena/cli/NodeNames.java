package io.catena.cli;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import io.catena.client.ServerAddress;
import io.catena.thrift.PlacedNode;
import java.util.List;

/** Finds nodes of a cluster by what operators call them. */
final class NodeNames {
    static final String HELP =
            "The node: its port if no other node has it, HOST:PORT, or its id as 'catena status' shows it."
                    + " A node that does not run has its id alone.";

    private static final int MOST_NAMED = 20;

    private NodeNames() {}

    /** The node that has this id, address or port. */
    static PlacedNode find(String name, List<PlacedNode> nodes) {
        List<PlacedNode> found =
                nodes.stream().filter(node -> isNamed(node, name)).toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "there is no node " + name + "; there are " + words(nodes));
        }
        throw new CommandFailure(
                ExitCode.USAGE, name + " may be " + words(found) + "; give HOST:PORT, or the id of the node");
    }

    private static boolean isNamed(PlacedNode node, String name) {
        return node.getNodeId().equals(name)
                || node.isSetHost()
                        && (address(node).equals(name)
                                || Integer.toString(node.getPort()).equals(name));
    }

    private static String words(List<PlacedNode> nodes) {
        String words = String.join(
                ", ", nodes.stream().limit(MOST_NAMED).map(NodeNames::words).toList());
        return nodes.size() > MOST_NAMED ? words + " and " + (nodes.size() - MOST_NAMED) + " more" : words;
    }

    /** Id and address. */
    static String words(PlacedNode node) {
        return node.isSetHost() ? node.getNodeId() + " at " + address(node) : node.getNodeId();
    }

    static String address(PlacedNode node) {
        return new ServerAddress(node.getHost(), node.getPort()).toString();
    }
}
