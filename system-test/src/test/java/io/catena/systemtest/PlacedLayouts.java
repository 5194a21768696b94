package io.catena.systemtest;

import io.catena.server.storage.NodeStore;
import io.catena.server.storage.journal.LogLayout;
import io.catena.server.storage.leveldb.Engine;
import io.catena.thrift.Layout;
import io.catena.thrift.LayoutMember;
import io.catena.thrift.ReplicaStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** Where the chains of a cluster are, if each is on some of the nodes. */
final class PlacedLayouts {
    private final LocalCluster cluster;
    private final ClusterChains chains;

    PlacedLayouts(LocalCluster cluster, ClusterChains chains) {
        this.cluster = cluster;
        this.chains = chains;
    }

    /** The layout of each chain, the first one first, once all nodes agree on it, and it is complete and at rest. */
    List<Layout> awaitComplete() {
        return cluster.awaitLayouts(chains);
    }

    /** Replicas, heads and tails are each within one of the mean, as {@code PermittedPlacement} has it. */
    boolean isEven(List<Layout> layouts, int nodes) {
        return isEven(layouts, nodes, layout -> layout.getMembers())
                && isEven(layouts, nodes, layout -> List.of(layout.getMembers().get(0)))
                && isEven(layouts, nodes, layout -> List.of(layout.getMembers().get(chains.replicas() - 1)));
    }

    private static boolean isEven(List<Layout> layouts, int nodes, Function<Layout, List<LayoutMember>> part) {
        Map<Integer, Integer> counts = new HashMap<>();
        layouts.forEach(
                layout -> part.apply(layout).forEach(member -> counts.merge(member.getPort(), 1, Integer::sum)));
        int all = counts.values().stream().mapToInt(count -> count).sum();
        return counts.size() == nodes
                && counts.values().stream().allMatch(count -> Math.abs(count * nodes - all) <= nodes);
    }

    /** Until every node has its share of replicas, and carries no other chain. */
    List<Layout> awaitOn(int nodes) {
        return Awaitility.await("chains on " + nodes + " nodes")
                .pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(180))
                .until(
                        this::awaitComplete,
                        layouts -> isEven(layouts, nodes, layout -> layout.getMembers())
                                && cluster.alive().stream()
                                        .allMatch(node -> carriedBy(node).equals(chainsOf(node, layouts))));
    }

    /** Until heads and tails are even, too: a replica that has come back is the tail of its chain at first, and never the head. */
    List<Layout> awaitEvenRoles(int nodes) {
        return Awaitility.await("heads and tails that are even on " + nodes + " nodes")
                .pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(180))
                .until(this::awaitComplete, layouts -> isEven(layouts, nodes));
    }

    static Set<Integer> chainsOf(NodeProcess node, List<Layout> layouts) {
        return layouts.stream()
                .filter(layout -> layout.getMembers().stream().anyMatch(member -> member.getPort() == node.port()))
                .map(Layout::getChain)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Set<Integer> carriedBy(NodeProcess node) {
        return node.status().getReplicas().stream()
                .map(ReplicaStatus::getChain)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Of which chains the disk of a node that has ended holds data. */
    static Set<Integer> inTheStoreOf(NodeProcess node) {
        Path store = node.data().resolve("chains").resolve("shared");
        try (NodeStore opened =
                NodeStore.open(store, LogLayout.MANY_CHAINS, Engine.choose(node.data()), 0, Runnable::run)) {
            return opened.chains();
        }
    }
}
