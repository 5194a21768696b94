package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.storage.NodeStore;
import io.catena.server.storage.journal.LogLayout;
import io.catena.server.storage.leveldb.Engine;
import io.catena.thrift.Layout;
import io.catena.thrift.LayoutMember;
import io.catena.thrift.ReplicaStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/**
 * Sixteen chains, each on three of five nodes, under a light load of a client of the generated code that knows one address and nothing of
 * chains.
 */
public class PlacedChainsIT {
    private static final int NODES = 5;
    private static final int CHAINS = 16;
    private static final int REPLICAS = 3;
    private static final int KEYS = 120;

    private final Ports ports = new Ports();
    private final Path folder = Folders.fresh(Path.of("target", "clusters", "PlacedChainsIT"));
    private ZooKeeperProcess zookeeper;
    private LocalCluster cluster;

    @Before
    public void start() {
        zookeeper = ZooKeeperProcess.alone(folder.resolve("zookeeper"), ports.free());
        zookeeper.start();
        cluster = new LocalCluster(
                folder,
                ports,
                zookeeper.addresses(),
                3_000,
                "--chains",
                Integer.toString(CHAINS),
                "--replicas",
                Integer.toString(REPLICAS));
        cluster.startNodes(NODES);
        awaitPlacedOn(NODES);
    }

    @After
    public void stop() {
        cluster.close();
        zookeeper.close();
    }

    /** The layout of each chain, the first one first, once all nodes agree on it, and it is complete and at rest. */
    private List<Layout> awaitComplete() {
        List<Layout> layouts = new ArrayList<>();
        for (int chain = 1; chain <= CHAINS; chain++) {
            int number = chain;
            layouts.add(Awaitility.await("chain " + chain + " at rest")
                    .pollInterval(Duration.ofMillis(200))
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> complete(number), Optional::isPresent)
                    .orElseThrow());
        }
        return layouts;
    }

    private Optional<Layout> complete(int chain) {
        Layout first = null;
        for (NodeProcess node : cluster.alive()) {
            Optional<Layout> found = cluster.layoutAt(node, chain);
            if (found.isEmpty()
                    || found.get().getMembersSize() != REPLICAS
                    || found.get().isSetJoining()
                    || found.get().getActivatedEpoch() != found.get().getEpoch()
                    || first != null && !first.equals(found.get())) {
                return Optional.empty();
            }
            first = found.get();
        }
        return Optional.ofNullable(first);
    }

    /** Replicas, heads and tails are each within one of the mean. */
    private static boolean isEven(List<Layout> layouts, int nodes) {
        return isEven(layouts, nodes, layout -> layout.getMembers())
                && isEven(layouts, nodes, layout -> List.of(layout.getMembers().get(0)))
                && isEven(layouts, nodes, layout -> List.of(layout.getMembers().get(REPLICAS - 1)));
    }

    private static boolean isEven(List<Layout> layouts, int nodes, Function<Layout, List<LayoutMember>> part) {
        Map<Integer, Integer> counts = new HashMap<>();
        layouts.forEach(
                layout -> part.apply(layout).forEach(member -> counts.merge(member.getPort(), 1, Integer::sum)));
        int all = counts.values().stream().mapToInt(count -> count).sum();
        return counts.size() == nodes
                && counts.values().stream().allMatch(count -> Math.abs(count * nodes - all) < nodes);
    }

    /** Until every node has its share of replicas, and carries no other chain. */
    private List<Layout> awaitPlacedOn(int nodes) {
        return Awaitility.await("chains on " + nodes + " nodes")
                .pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(180))
                .until(
                        this::awaitComplete,
                        layouts -> isEven(layouts, nodes, layout -> layout.getMembers())
                                && cluster.alive().stream()
                                        .allMatch(node -> carriedBy(node).equals(chainsOf(node, layouts))));
    }

    private static Set<Integer> chainsOf(NodeProcess node, List<Layout> layouts) {
        return layouts.stream()
                .filter(layout -> layout.getMembers().stream().anyMatch(member -> member.getPort() == node.port()))
                .map(Layout::getChain)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Integer> carriedBy(NodeProcess node) {
        return node.status().getReplicas().stream()
                .map(ReplicaStatus::getChain)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    public void chains_are_spread_and_all_keys_are_read_and_written_by_way_of_any_one_address() throws Exception {
        List<Layout> layouts = awaitComplete();
        assertTrue(layouts.toString(), isEven(layouts, NODES));
        for (NodeProcess node : cluster.all()) {
            try (ChainlessWriter writer = new ChainlessWriter(node, KEYS)) {
                writer.awaitRounds(2);
                writer.stop();
                assertEquals("calls that failed at " + node, 0, writer.failures());
                for (NodeProcess other : cluster.all()) {
                    writer.checkAt(other);
                }
            }
        }
    }

    @Test
    public void a_node_that_is_killed_and_comes_back_keeps_its_chains() throws Exception {
        List<Layout> before = awaitComplete();
        NodeProcess killed = cluster.all().get(1);
        try (ChainlessWriter writer = new ChainlessWriter(cluster.all().get(0), KEYS)) {
            writer.awaitRounds(2);
            killed.kill();
            killed.awaitExit(10);
            writer.awaitRounds(2);
            killed.start();
            List<Layout> after = awaitPlacedOn(NODES);
            for (NodeProcess node : cluster.all()) {
                assertEquals(node.toString(), chainsOf(node, before), chainsOf(node, after));
            }
            writer.awaitRounds(2);
            writer.stop();
            for (NodeProcess node : cluster.all()) {
                writer.checkAt(node);
            }
        }
    }

    @Test
    public void a_node_that_joins_takes_its_share_and_what_it_replaces_is_removed_elsewhere() throws Exception {
        List<Layout> before = awaitComplete();
        try (ChainlessWriter writer = new ChainlessWriter(cluster.all().get(0), KEYS)) {
            writer.awaitRounds(2);
            NodeProcess sixth = cluster.startNodes(1).get(0);
            List<Layout> after = awaitPlacedOn(NODES + 1);
            assertEquals(CHAINS * REPLICAS / (NODES + 1), chainsOf(sixth, after).size());
            for (NodeProcess node : cluster.all()) {
                Set<Integer> kept = new TreeSet<>(chainsOf(node, after));
                if (node != sixth) {
                    assertTrue(
                            node + " gets nothing else", chainsOf(node, before).containsAll(kept));
                }
            }
            writer.awaitRounds(2);
            writer.stop();
            for (NodeProcess node : cluster.all()) {
                writer.checkAt(node);
            }
            cluster.all().forEach(NodeProcess::terminate);
            for (NodeProcess node : cluster.all()) {
                node.awaitExit(30);
                assertEquals(node.toString(), chainsOf(node, after), inTheStoreOf(node));
                assertEquals(node.toString(), chainsOf(node, after), withAFileOf(node));
            }
        }
    }

    private static Set<Integer> inTheStoreOf(NodeProcess node) {
        Path store = node.data().resolve("chains").resolve("shared");
        try (NodeStore opened =
                NodeStore.open(store, LogLayout.MANY_CHAINS, Engine.choose(node.data()), 0, Runnable::run)) {
            return opened.chains();
        }
    }

    private static Set<Integer> withAFileOf(NodeProcess node) throws Exception {
        try (var files = Files.list(node.data())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("membership(-[0-9]+)?\\.json"))
                    .map(name -> name.equals("membership.json") ? 1 : Integer.parseInt(name.replaceAll("\\D", "")))
                    .sorted(Comparator.naturalOrder())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
