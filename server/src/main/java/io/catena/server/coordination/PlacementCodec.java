package io.catena.server.coordination;

import io.catena.server.chain.Escaped;
import io.catena.server.chain.SharedSettings;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.placement.CarryingNode;
import io.catena.server.registration.Carrier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One page of a placement: the nodes that it names, each once, and a line of each chain, in which a node is named by its place among
 * the nodes. So a page of 1,000 chains has some tens of kilobytes, however long the names are.
 */
final class PlacementCodec {
    private static final String NODES = "nodes";
    private static final String LINES = "lines";
    private static final String ID = "id";
    private static final String DOMAIN = "domain";
    private static final String CAPACITY = "capacity";
    private static final int MOST_DIGITS = 5;

    private final ZnodeCodec codec;

    /** @param nodes those that the lines name, by their ids */
    record Page(List<List<String>> lines, Map<String, CarryingNode> nodes) {}

    PlacementCodec(ZnodeCodec codec) {
        this.codec = codec;
    }

    /** @throws ZnodeCodec.UnwritableZnode if it would be too long */
    byte[] encode(Page page) {
        Set<String> named = new TreeSet<>();
        page.lines().forEach(named::addAll);
        Map<String, Integer> places = new LinkedHashMap<>();
        List<Map<String, Object>> nodes = new ArrayList<>();
        for (String id : named) {
            CarryingNode node = page.nodes().get(id);
            places.put(id, places.size());
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put(ID, id);
            fields.put(DOMAIN, node.domain());
            fields.put(CAPACITY, node.capacity());
            nodes.add(fields);
        }
        List<String> lines = new ArrayList<>();
        for (List<String> line : page.lines()) {
            lines.add(String.join(
                    " ", line.stream().map(id -> places.get(id).toString()).toList()));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(NODES, nodes);
        fields.put(LINES, lines);
        return codec.encodeFields(fields);
    }

    /** @param chains how many lines the page must have */
    Page decode(String path, byte[] bytes, int chains) throws MalformedZnode {
        ZnodeFields fields = codec.fields(path, bytes);
        List<String> ids = new ArrayList<>();
        Map<String, CarryingNode> nodes = new LinkedHashMap<>();
        for (ZnodeFields said : fields.objects(NODES)) {
            CarryingNode node = node(path, said);
            ZnodeCodec.require(path, nodes.put(node.nodeId(), node) == null, "a node is named twice in it");
            ids.add(node.nodeId());
        }
        List<String> said = fields.texts(LINES);
        ZnodeCodec.require(path, said.size() == chains, "it has " + said.size() + " lines, not " + chains);
        List<List<String>> lines = new ArrayList<>();
        for (String line : said) {
            lines.add(line(path, line, ids));
        }
        return new Page(lines, nodes);
    }

    private static CarryingNode node(String path, ZnodeFields said) throws MalformedZnode {
        String id = said.text(ID);
        String domain = said.text(DOMAIN);
        int capacity = said.integer(CAPACITY);
        ZnodeCodec.require(path, id != null && Escaped.isName(id), "the id of a node in it is no short, plain word");
        ZnodeCodec.require(path, domain != null && Escaped.isName(domain), "a domain in it is no short, plain word");
        ZnodeCodec.require(
                path,
                capacity >= Carrier.LEAST_CAPACITY && capacity <= Carrier.MOST_CAPACITY,
                "no node has capacity " + capacity);
        return new CarryingNode(id, domain, capacity);
    }

    private static List<String> line(String path, String said, List<String> ids) throws MalformedZnode {
        List<String> line = new ArrayList<>();
        if (said.isEmpty()) {
            return line;
        }
        for (String place : said.split(" ", SharedSettings.MOST_REPLICAS + 1)) {
            ZnodeCodec.require(
                    path,
                    place.matches("[0-9]{1," + MOST_DIGITS + "}") && Integer.parseInt(place) < ids.size(),
                    "a line in it does not name its nodes");
            line.add(ids.get(Integer.parseInt(place)));
        }
        ZnodeCodec.require(path, line.size() <= SharedSettings.MOST_REPLICAS, "a line in it is too long");
        ZnodeCodec.require(path, new HashSet<>(line).size() == line.size(), "a line in it names a node twice");
        return line;
    }
}
