package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.ReplicaStatus;
import io.catena.thrift.catenaConstants;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** A cluster of several chains, each on all nodes, and clients of the generated code that know nothing of chains. */
public class ManyChainsIT {
    private static final int NODES = 3;
    private static final int CHAINS = 4;
    private static final int KEYS = 60;

    private final Ports ports = new Ports();
    private final Path folder = Folders.fresh(Path.of("target", "clusters", "ManyChainsIT"));
    private ZooKeeperProcess zookeeper;
    private LocalCluster cluster;

    @Before
    public void start() {
        zookeeper = ZooKeeperProcess.alone(folder.resolve("zookeeper"), ports.free());
        zookeeper.start();
        cluster = new LocalCluster(
                folder, ports, zookeeper.addresses(), 3_000, "--chains", Integer.toString(CHAINS), "--replicas", "all");
        // The node that is there first is the head of all chains.
        cluster.awaitChains(CHAINS, cluster.startNodes(1));
        cluster.startNodes(NODES - 1);
        cluster.awaitChains(CHAINS, cluster.all());
    }

    @After
    public void stop() {
        cluster.close();
        zookeeper.close();
    }

    @Test
    public void each_node_is_killed_and_starts_again_while_a_client_with_one_address_writes() throws Exception {
        NodeProcess first = cluster.all().get(0);
        try (ChainlessWriter writer = new ChainlessWriter(first, KEYS)) {
            for (NodeProcess node : cluster.all()) {
                writer.awaitRounds(2);
                node.kill();
                node.awaitExit(10);
                node.start();
                cluster.awaitChains(CHAINS, cluster.all());
            }
            writer.awaitRounds(2);
            writer.stop();
            for (NodeProcess node : cluster.all()) {
                writer.checkAt(node);
            }
        }
    }

    @Test
    public void a_node_tells_of_all_its_replicas_and_of_each_chain() throws Exception {
        NodeProcess node = cluster.all().get(1);
        List<ReplicaStatus> replicas = node.status().getReplicas();
        assertEquals(
                IntStream.rangeClosed(1, CHAINS).boxed().toList(),
                replicas.stream().map(ReplicaStatus::getChain).toList());
        assertEquals(
                "each has a life of its own",
                CHAINS,
                replicas.stream().map(ReplicaStatus::getLife).distinct().count());
        for (int chain = 1; chain <= CHAINS; chain++) {
            assertEquals(CHAINS, cluster.layoutAt(node, chain).orElseThrow().getChains());
            for (NodeProcess other : cluster.all()) {
                other.admin().digest(chain);
            }
        }
    }

    @Test
    public void a_node_that_is_head_of_no_chain_leaves_all_and_no_call_of_others_fails() throws Exception {
        ChainlessWriter writer = leaves(cluster.all().get(1));
        assertEquals(List.of(), writer.failures());
    }

    @Test
    public void the_head_of_all_chains_leaves_all_and_nothing_is_lost() throws Exception {
        leaves(cluster.all().get(0));
    }

    /** Writes by way of another node meanwhile; returns the writer, which has stopped. */
    private ChainlessWriter leaves(NodeProcess leaving) throws Exception {
        NodeProcess asked = cluster.all().get(2);
        try (ChainlessWriter writer = new ChainlessWriter(asked, KEYS)) {
            writer.awaitRounds(2);
            assertEquals("exit code", 0, leaving.leave(true));
            List<NodeProcess> rest = cluster.alive();
            assertEquals(NODES - 1, rest.size());
            cluster.awaitChains(CHAINS, rest);
            writer.awaitRounds(2);
            writer.stop();
            writer.checkAt(asked);
            assertTrue(leaving.isRetired());
            return writer;
        }
    }

    @Test
    public void another_number_of_chains_is_refused_by_name() throws Exception {
        NodeProcess other = cluster.startNode(
                PlaceChoice.LOOPBACK,
                settings -> NodeSettings.of(zookeeper.addresses(), 3_000, "--chains", "8", "--replicas", "all"));
        assertEquals(2, other.awaitExit(30));
        String log = JavaProcess.text(other.log());
        assertTrue(
                log,
                log.contains(
                        "was made with " + CHAINS + " chains on all nodes, which cannot change; leave --chains out"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> cluster.layoutAt(cluster.all().get(0), catenaConstants.DEFAULT_CHAIN)
                        .isPresent());
    }
}
