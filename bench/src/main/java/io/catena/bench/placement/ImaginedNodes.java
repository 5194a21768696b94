package io.catena.bench.placement;

import io.catena.server.placement.CarryingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Nodes that exist on paper. */
final class ImaginedNodes {
    private static final int PORT = 7401;

    private ImaginedNodes() {}

    /** @param domains over how many domains they are spread; 0: each fails alone */
    static List<CarryingNode> of(int count, int domains) {
        List<CarryingNode> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(node(i, domains));
        }
        return nodes;
    }

    /** The node with this number, which is 0 for the first. */
    static CarryingNode node(int number, int domains) {
        String id = String.format(Locale.ROOT, "node-%05d.example.internal", number);
        return new CarryingNode(id, domains == 0 ? id : "rack-" + number % domains, 1);
    }

    static String address(String nodeId) {
        return nodeId + ":" + PORT;
    }
}
