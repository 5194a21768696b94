package io.catena.server.placement;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The table of permitted placements: what must hold of a placement whatever led to it. Written apart from {@link
 * NextPlacement} and in other words, so that a mistake there is caught before a replica is moved.
 *
 * <p>What moves is judged only where all nodes have the same capacity and no domain is too small for its part of each chain.
 */
public final class PermittedPlacement {
    /** Far below one replica, far above the error of a sum of shares. */
    private static final double ROUNDING = 1e-6;

    private final Map<String, CarryingNode> nodes = new TreeMap<>();
    private final int replicas;
    private final Placement today;
    private final Placement next;
    private final Map<String, Integer> domains = new HashMap<>();
    private final int mostOfOneDomain;

    private PermittedPlacement(List<CarryingNode> given, int wished, Placement today, Placement next) {
        given.forEach(node -> nodes.put(node.nodeId(), node));
        this.replicas = Math.min(wished, nodes.size());
        this.today = today;
        this.next = next;
        nodes.values().forEach(node -> domains.merge(node.domain(), 1, Integer::sum));
        this.mostOfOneDomain = mostOfOneDomain();
    }

    /** A placement that must not be. */
    public static final class BrokenException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BrokenException(String what) {
            super(what);
        }
    }

    /**
     * Checks a placement.
     *
     * @param nodes that may carry replicas
     * @param replicas of each chain; as many as there are nodes, if there are fewer
     * @param today where the chains were before
     * @throws BrokenException naming what must not be
     */
    public static void check(List<CarryingNode> nodes, int replicas, Placement today, Placement next) {
        PermittedPlacement placement = new PermittedPlacement(nodes, replicas, today, next);
        require(today.chains() == next.chains(), next.chains() + " chains instead of " + today.chains());
        for (int chain = 1; chain <= next.chains(); chain++) {
            placement.itStandsOnSoManyNodes(chain);
            placement.itsDomainsFailApart(chain);
        }
        Map<String, Double> shares = WaterFilling.shares(
                placement.nodes.values(), next.chains(), placement.replicas, placement.mostOfOneDomain);
        placement.isEven("replicas", line -> line, shares, 1);
        placement.isEven("heads", line -> line.subList(0, 1), shares, placement.replicas);
        placement.isEven("tails", line -> line.subList(line.size() - 1, line.size()), shares, placement.replicas);
        if (placement.isUniform()) {
            placement.nothingMovesWithoutNeed();
        }
    }

    private void itStandsOnSoManyNodes(int chain) {
        List<String> line = next.line(chain);
        require(line.size() == replicas, "chain " + chain + " has " + line.size() + " replicas, not " + replicas);
        require(new HashSet<>(line).size() == line.size(), "chain " + chain + " has a node twice: " + line);
        require(nodes.keySet().containsAll(line), "chain " + chain + " is on a node that may not carry it: " + line);
    }

    /** No domain has more of a chain than it must. */
    private void itsDomainsFailApart(int chain) {
        Map<String, Integer> inDomain = new HashMap<>();
        next.line(chain).forEach(node -> inDomain.merge(nodes.get(node).domain(), 1, Integer::sum));
        inDomain.forEach((domain, count) -> require(
                count <= mostOfOneDomain,
                "chain " + chain + " has " + count + " of " + replicas + " replicas in " + domain));
    }

    /** One of each chain, as long as there are enough domains; else the fewest that leave room for all replicas. */
    private int mostOfOneDomain() {
        for (int most = 1; most < replicas; most++) {
            int room = 0;
            for (int size : domains.values()) {
                room += Math.min(size, most);
            }
            if (room >= replicas) {
                return most;
            }
        }
        return replicas;
    }

    /**
     * A replica leaves a node that stays only because that node has more than its share, or because its chain has too many
     * replicas, or too many in one domain. Each of these and each replica that a chain lacks may displace another one: the
     * node that has room may not be one that may take it.
     */
    private void nothingMovesWithoutNeed() {
        int moved = 0;
        int tooMany = 0;
        int missing = 0;
        Map<String, Integer> before = new HashMap<>();
        for (int chain = 1; chain <= today.chains(); chain++) {
            List<String> stayed =
                    today.line(chain).stream().filter(nodes::containsKey).toList();
            Set<String> after = new HashSet<>(next.line(chain));
            moved += (int) stayed.stream().filter(node -> !after.contains(node)).count();
            tooMany += tooMany(stayed);
            missing += Math.max(0, replicas - stayed.size());
            stayed.forEach(node -> before.merge(node, 1, Integer::sum));
        }
        int share = next.chains() * replicas / nodes.size();
        int above = before.values().stream()
                .mapToInt(count -> Math.max(0, count - share))
                .sum();
        require(
                moved <= 2 * (above + tooMany) + missing,
                moved + " replicas move, but " + above + " are above a share, " + tooMany
                        + " are too many in their chain or domain, and " + missing + " are missing");
    }

    private int tooMany(List<String> line) {
        Map<String, Integer> inDomain = new HashMap<>();
        line.forEach(node -> inDomain.merge(nodes.get(node).domain(), 1, Integer::sum));
        int allowed = inDomain.values().stream()
                .mapToInt(count -> Math.min(count, mostOfOneDomain))
                .sum();
        return line.size() - Math.min(allowed, replicas);
    }

    /** Whether all nodes can carry as much as each other. */
    private boolean isUniform() {
        boolean sameCapacity = nodes.values().stream()
                        .mapToInt(CarryingNode::capacity)
                        .distinct()
                        .count()
                == 1;
        long most = (long) mostOfOneDomain * nodes.size();
        return sameCapacity && domains.values().stream().allMatch(size -> (long) size * replicas <= most);
    }

    /** Each node is within one of its part: of its share, if the part is one of so many members of each chain. */
    private void isEven(String what, UnaryOperator<List<String>> part, Map<String, Double> shares, int ofSoMany) {
        Map<String, Integer> counts = new HashMap<>();
        next.lines().forEach(line -> part.apply(line).forEach(node -> counts.merge(node, 1, Integer::sum)));
        shares.forEach((node, ofAll) -> {
            int count = counts.getOrDefault(node, 0);
            double share = ofAll / ofSoMany;
            require(
                    Math.abs(count - share) < 1 + ROUNDING,
                    String.format(Locale.ROOT, "%s has %d %s, but its share is %.2f", node, count, what, share));
        });
    }

    private static void require(boolean holds, String broken) {
        if (!holds) {
            throw new BrokenException(broken);
        }
    }
}
