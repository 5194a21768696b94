package io.catena.server.placement;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A placement as it is published: with what is known of the nodes that it names, since a node may be away when the next placement is
 * made. Immutable.
 *
 * @param nodes by their ids; each that the placement names
 */
public record PublishedPlacement(Placement placement, Map<String, CarryingNode> nodes) {
    public PublishedPlacement {
        nodes = Collections.unmodifiableMap(new TreeMap<>(nodes));
        for (List<String> line : placement.lines()) {
            if (!nodes.keySet().containsAll(line)) {
                throw new IllegalArgumentException("nothing is known of one of " + line);
            }
        }
    }

    /** No node carries a chain. */
    public static PublishedPlacement empty(int chains) {
        return new PublishedPlacement(Placement.empty(chains), Map.of());
    }

    /** The nodes that it names, in the order of their ids. */
    public List<CarryingNode> named() {
        TreeSet<String> ids = new TreeSet<>();
        placement.lines().forEach(ids::addAll);
        return ids.stream().map(nodes::get).toList();
    }
}
