package io.catena.server.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Works out which nodes are to carry which chains. See the package for what is promised. */
public final class NextPlacement {
    private final List<CarryingNode> nodes;
    private final Placement today;
    private final int replicas;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Assignment assignment;

    private NextPlacement(List<CarryingNode> given, int wished, Placement today) {
        this.nodes = given.stream()
                .sorted(Comparator.comparing(CarryingNode::nodeId))
                .toList();
        this.today = today;
        this.replicas = Math.min(wished, nodes.size());
        Map<String, Integer> domains = new TreeMap<>();
        nodes.forEach(node -> domains.putIfAbsent(node.domain(), domains.size()));
        nodes.forEach(node -> numbers.put(node.nodeId(), numbers.size()));
        Map<String, FairShares.Share> shares = FairShares.of(nodes, today.chains(), replicas);
        this.assignment = new Assignment(
                today.chains(),
                nodes.stream().mapToInt(node -> domains.get(node.domain())).toArray(),
                nodes.stream().map(node -> shares.get(node.nodeId())).toArray(FairShares.Share[]::new),
                nodes.stream().mapToLong(node -> salt(node.nodeId())).toArray(),
                FairShares.mostOfOneChain(nodes, replicas));
    }

    /**
     * The placement that is to be reached.
     *
     * <p>Each shift of a replica looks at all chains of the node that gives it, once for each node that may take it. So the
     * time grows with the square of the chains where few nodes share what they have with others: from 3 nodes to 30, 1,000
     * chains take 0.4 s of processor time, 4,000 take 5 s.
     *
     * @param nodes that may carry replicas; not those that are to be emptied or are lost
     * @param replicas of each chain; as many as there are nodes, if there are fewer
     * @param today where the chains are now, as far as they are anywhere
     * @throws IllegalArgumentException if there is no node, or no replica, or a node twice
     */
    public static Placement of(List<CarryingNode> nodes, int replicas, Placement today) {
        if (nodes.isEmpty() || replicas < 1) {
            throw new IllegalArgumentException(replicas + " replicas on " + nodes.size() + " nodes");
        }
        NextPlacement next = new NextPlacement(nodes, replicas, today);
        if (next.numbers.size() < nodes.size()) {
            throw new IllegalArgumentException("a node is named twice in " + nodes);
        }
        next.assign();
        return next.inOrder();
    }

    /** How many replicas each node carries. */
    static Map<String, Integer> counts(Placement placement) {
        Map<String, Integer> counts = new HashMap<>();
        placement.lines().forEach(line -> line.forEach(node -> counts.merge(node, 1, Integer::sum)));
        return counts;
    }

    /** Of the name alone, so that all nodes and all times agree. */
    private static long salt(String nodeId) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < nodeId.length(); i++) {
            hash = (hash ^ nodeId.charAt(i)) * 0x100000001B3L;
        }
        return hash;
    }

    private void assign() {
        for (int chain = 0; chain < today.chains(); chain++) {
            for (int node : stays(chain)) {
                if (assignment.mayTake(chain, node, -1)) {
                    assignment.stays(chain, node);
                }
            }
        }
        for (int chain = 0; chain < today.chains(); chain++) {
            while (assignment.nodesOf(chain).size() > replicas) {
                assignment.removeOne(chain);
            }
        }
        for (int chain = 0; chain < today.chains(); chain++) {
            while (assignment.nodesOf(chain).size() < replicas) {
                assignment.place(chain);
            }
        }
        assignment.level();
    }

    /** Those of the chain's nodes that may still carry it, in today's order. */
    private Set<Integer> stays(int chain) {
        Set<Integer> stays = new LinkedHashSet<>();
        for (String node : today.lines().get(chain)) {
            if (numbers.containsKey(node)) {
                stays.add(numbers.get(node));
            }
        }
        return stays;
    }

    /** Heads and tails are spread, too; those between them keep their order, and new ones come behind. */
    private Placement inOrder() {
        List<List<Integer>> members = new ArrayList<>();
        for (int chain = 0; chain < today.chains(); chain++) {
            List<Integer> line = new ArrayList<>(stays(chain));
            line.retainAll(assignment.nodesOf(chain));
            assignment.nodesOf(chain).stream()
                    .filter(node -> !line.contains(node))
                    .forEach(line::add);
            members.add(line);
        }
        int[] heads = EvenRoles.spread(nodes.size(), members, role(members, true));
        for (int chain = 0; chain < heads.length; chain++) {
            members.get(chain).remove((Integer) heads[chain]);
        }
        int[] tails = replicas == 1 ? heads : EvenRoles.spread(nodes.size(), members, role(members, false));
        List<List<String>> lines = new ArrayList<>();
        for (int chain = 0; chain < heads.length; chain++) {
            List<Integer> line = members.get(chain);
            line.add(0, heads[chain]);
            if (replicas > 1) {
                line.remove((Integer) tails[chain]);
                line.add(tails[chain]);
            }
            lines.add(line.stream().map(node -> nodes.get(node).nodeId()).toList());
        }
        return new Placement(lines);
    }

    /** The node that has the role today, by chain: the first or last of today's line, if it may have it; -1 for none. */
    private int[] role(List<List<Integer>> members, boolean head) {
        int[] role = new int[members.size()];
        for (int chain = 0; chain < role.length; chain++) {
            List<String> line = today.lines().get(chain);
            Integer node = line.isEmpty() ? null : numbers.get(line.get(head ? 0 : line.size() - 1));
            role[chain] = node != null && members.get(chain).contains(node) ? node : -1;
        }
        return role;
    }
}
