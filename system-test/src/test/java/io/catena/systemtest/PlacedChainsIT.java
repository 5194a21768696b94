package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.Layout;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/**
 * Sixteen chains, each on three of five nodes, under a light load of a client of the generated code that knows one address and nothing of
 * chains.
 */
public class PlacedChainsIT {
    private static final int NODES = PlacedCluster.NODES;
    private static final int CHAINS = PlacedCluster.CHAINS.number();
    private static final int REPLICAS = PlacedCluster.CHAINS.replicas();
    private static final int KEYS = 120;

    @Rule
    public final PlacedCluster started = new PlacedCluster(PlacedChainsIT.class);

    private LocalCluster cluster;
    private PlacedLayouts placed;

    @Before
    public void look() {
        cluster = started.nodes();
        placed = started.layouts();
    }

    @Test
    public void chains_are_spread_and_all_keys_are_read_and_written_by_way_of_any_one_address() throws Exception {
        List<Layout> layouts = placed.awaitComplete();
        assertTrue(layouts.toString(), placed.isEven(layouts, NODES));
        for (NodeProcess node : cluster.all()) {
            try (ChainlessWriter writer = new ChainlessWriter(node, KEYS)) {
                writer.awaitRounds(2);
                writer.stop();
                assertEquals("calls that failed at " + node, List.of(), writer.failures());
                for (NodeProcess other : cluster.all()) {
                    writer.checkAt(other);
                }
            }
        }
    }

    @Test
    public void a_node_that_was_killed_and_is_back_keeps_its_chains_and_leads_again_and_no_call_fails_for_that()
            throws Exception {
        List<Layout> before = placed.awaitEvenRoles(NODES);
        NodeProcess killed = cluster.all().get(1);
        try (ChainlessWriter writer = new ChainlessWriter(cluster.all().get(0), KEYS)) {
            writer.awaitRounds(2);
            killed.kill();
            killed.awaitExit(10);
            writer.awaitRounds(2);
            int failedBefore = writer.failures().size();
            killed.start();
            List<Layout> after = placed.awaitEvenRoles(NODES);
            for (NodeProcess node : cluster.all()) {
                assertEquals(
                        node.toString(), PlacedLayouts.chainsOf(node, before), PlacedLayouts.chainsOf(node, after));
            }
            writer.awaitRounds(2);
            writer.stop();
            List<String> failures = List.copyOf(writer.failures());
            assertEquals(List.of(), failures.subList(failedBefore, failures.size()));
            for (NodeProcess node : cluster.all()) {
                writer.checkAt(node);
            }
        }
    }

    @Test
    public void a_node_that_joins_takes_its_share_and_what_it_replaces_is_removed_elsewhere() throws Exception {
        List<Layout> before = placed.awaitComplete();
        try (ChainlessWriter writer = new ChainlessWriter(cluster.all().get(0), KEYS)) {
            writer.awaitRounds(2);
            NodeProcess sixth = cluster.startNodes(1).get(0);
            List<Layout> after = placed.awaitOn(NODES + 1);
            assertEquals(
                    CHAINS * REPLICAS / (NODES + 1),
                    PlacedLayouts.chainsOf(sixth, after).size());
            for (NodeProcess node : cluster.all()) {
                Set<Integer> kept = new TreeSet<>(PlacedLayouts.chainsOf(node, after));
                if (node != sixth) {
                    assertTrue(
                            node + " gets nothing else",
                            PlacedLayouts.chainsOf(node, before).containsAll(kept));
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
                assertEquals(node.toString(), PlacedLayouts.chainsOf(node, after), PlacedLayouts.inTheStoreOf(node));
                assertEquals(node.toString(), PlacedLayouts.chainsOf(node, after), withAFileOf(node));
            }
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
