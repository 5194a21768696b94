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

    String leftInWords() {
        return left() == 1 ? "1 replica is" : left() + " replicas are";
    }

    /** What is known behind a later look: if the node could not be asked then, its data counts as still there, but never as gone. */
    DrainedNode followedBy(DrainedNode later) {
        boolean wasNotAsked = later.isRegistered() && later.carried == null;
        return wasNotAsked && carried != null && carried > 0 ? new DrainedNode(later.node, carried) : later;
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
