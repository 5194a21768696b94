package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.Layout;
import io.catena.thrift.Unavailable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** ZooKeeper, or the last copy of a chain, comes back with other content. The nodes must notice and say so. */
public class ZooKeeperFaultsIT {
    private static final String CONFIGURATION = "/catena/default/chains/1/configuration";
    private static final Path FOLDER = Path.of("target", "clusters", "ZooKeeperFaultsIT");

    private final Ports ports = new Ports();
    private ZooKeeperProcess zookeeper;
    private LocalCluster localCluster;

    @Before
    public void start() {
        Path folder = Folders.fresh(FOLDER);
        zookeeper = ZooKeeperProcess.alone(folder.resolve("zookeeper"), ports.free());
        zookeeper.start();
        localCluster = new LocalCluster(folder, ports, zookeeper.addresses(), 3_000);
    }

    @After
    public void end() {
        localCluster.close();
        zookeeper.close();
    }

    @Test
    public void row40_nodes_stop_and_say_so_when_zookeeper_was_wiped_and_do_not_start_on_it() throws Exception {
        List<NodeProcess> nodes = localCluster.startNodes(2);
        localCluster.awaitChain(nodes);
        zookeeper.kill();
        Folders.remove(FOLDER.resolve("zookeeper").resolve("data"));
        zookeeper.start();
        for (NodeProcess node : nodes) {
            assertEquals("exit code: going on could do harm", 1, node.awaitExit(60));
            assertTrue(JavaProcess.text(node.log()).contains("has nothing of this cluster"));
        }
        nodes.get(0).start();
        assertEquals("exit code: not started", 2, nodes.get(0).awaitExit(60));
        try (Znode znode = new Znode(zookeeper.addresses())) {
            // Curator's election may leave its own empty container.
            List<String> clusters = znode.children("/catena");
            List<String> made = clusters.isEmpty() ? List.of() : znode.children("/catena/" + clusters.get(0));
            assertTrue("nothing else is created: " + made, Set.of("controller").containsAll(made));
        }
    }

    @Test
    public void row41_garbage_in_the_configuration_freezes_the_membership_and_nothing_else() throws Exception {
        List<NodeProcess> chain = localCluster.awaitChain(localCluster.startNodes(2));
        try (Znode znode = new Znode(zookeeper.addresses())) {
            byte[] right = znode.read(CONFIGURATION);
            znode.write(CONFIGURATION, "{garbage".getBytes(StandardCharsets.UTF_8));
            Awaitility.await("an alarm")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> chain.stream()
                            .anyMatch(node -> JavaProcess.text(node.log()).contains("membership is frozen")));
            put(chain.get(1), "key", "written while it is frozen");
            assertEquals(2, localCluster.alive().size());
            znode.write(CONFIGURATION, right);
        }
        chain.get(0).kill();
        localCluster.awaitChain(List.of(chain.get(1)));
        assertEquals("written while it is frozen", get(chain.get(1), "key"));
    }

    @Test
    public void row66_deep_nesting_in_a_znode_ends_no_thread() throws Exception {
        List<NodeProcess> chain = localCluster.awaitChain(localCluster.startNodes(2));
        try (Znode znode = new Znode(zookeeper.addresses())) {
            byte[] right = znode.read(CONFIGURATION);
            String nested = "{\"a\":".repeat(990) + "1" + "}".repeat(990);
            znode.write(CONFIGURATION, nested.getBytes(StandardCharsets.UTF_8));
            for (NodeProcess node : chain) {
                Awaitility.await("an alarm of " + node)
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> JavaProcess.text(node.log()).contains("holds no JSON object"));
            }
            put(chain.get(1), "key", "written while it is frozen");
            znode.write(CONFIGURATION, right);
        }
        chain.get(0).kill();
        localCluster.awaitChain(List.of(chain.get(1)));
        assertEquals("written while it is frozen", get(chain.get(1), "key"));
    }

    @Test
    public void row66_a_node_of_which_a_thread_ends_stops_and_says_so() throws Exception {
        NodeProcess sound = localCluster.startNodes(1).get(0);
        localCluster.awaitChain(List.of(sound));
        NodeProcess failing =
                localCluster.startNode(PlaceChoice.LOOPBACK, settings -> settings.withMainClass(FailingNode.class));
        assertEquals("exit code: going on could do harm", 1, failing.awaitExit(60));
        assertTrue(JavaProcess.text(failing.log()).contains("cannot go on: java.lang.NoClassDefFoundError"));
        localCluster.awaitChain(List.of(sound));
    }

    @Test
    public void row27_the_last_member_with_an_empty_disk_is_not_taken_for_the_chain() throws Exception {
        NodeProcess only = localCluster.awaitChain(localCluster.startNodes(1)).get(0);
        put(only, "key", "value");
        only.kill();
        Folders.remove(only.data().resolve("chains"));
        only.start();
        Awaitility.await("the reason")
                .atMost(Duration.ofSeconds(30))
                .until(() -> localCluster
                        .layoutAt(only)
                        .map(Layout::getNote)
                        .filter(note -> note.contains("no data of this chain"))
                        .isPresent());
        try {
            String value = get(only, "key");
            throw new AssertionError("an empty disk answered: " + value);
        } catch (Unavailable e) {
            assertTrue(e.getMessage(), e.getMessage().contains("no data of this chain"));
        }
    }

    private static void put(NodeProcess node, String key, String value) throws Exception {
        try (BareClient client = node.connect()) {
            client.put(key, value);
        }
    }

    private static String get(NodeProcess node, String key) throws Exception {
        try (BareClient client = node.connect()) {
            return client.get(key).orElse("nothing");
        }
    }
}
