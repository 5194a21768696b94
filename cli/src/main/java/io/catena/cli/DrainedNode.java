package io.catena.cli;

import io.catena.thrift.PlacedNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far the draining of a node has come.
 *
 * @param carried of how many chains the node has data, as it says itself; null if it cannot be asked
 */
record DrainedNode(PlacedNode node, Integer carried) {
    String words() {
        return NodeNames.words(node);
    }

    /** How many replicas are still there. */
    int left() {
        return Math.max(Math.max(node.getChains(), node.getPlaces()), carried == null ? 0 : carried);
    }

    boolean isRegistered() {
        return node.isSetHost();
    }

    /** No configuration names it, none will, and its data is gone, as far as it runs. */
    boolean isEmpty() {
        return node.isDrained() && left() == 0 && (carried != null || !isRegistered());
    }

    /** What it shows of its state in a table. */
    String remark() {
        if (!node.isDrained()) {
            return "";
        }
        return left() == 0 ? "drained" : "draining: " + left() + " left";
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("node", node.getNodeId());
        json.put("host", node.getHost());
        json.put("port", isRegistered() ? node.getPort() : null);
        json.put("drained", node.isDrained());
        json.put("left", left());
        json.put("empty", isEmpty());
        return json;
    }
}
