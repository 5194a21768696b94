package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.ReplicaStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Nodes whose chains and connections are shared by two event loops. */
public class SeveralLoopsIT {
    private static final int NODES = 3;
    private static final int CHAINS = 4;
    private static final int KEYS = 60;
    private static final int SESSION_TIMEOUT_MILLIS = 3_000;

    private final Ports ports = new Ports();
    private final Path folder = Folders.fresh(Path.of("target", "clusters", "SeveralLoopsIT"));
    private ZooKeeperProcess zookeeper;
    private LocalCluster cluster;

    @Before
    public void start() {
        zookeeper = ZooKeeperProcess.alone(folder.resolve("zookeeper"), ports.free());
        zookeeper.start();
        cluster = new LocalCluster(folder, ports, PlaceChoice.LOOPBACK, settings("-Xmx512m"));
        // The node that is there first is the head of all chains.
        cluster.awaitChains(CHAINS, cluster.startNodes(1));
        cluster.startNodes(NODES - 1);
        cluster.awaitChains(CHAINS, cluster.all());
    }

    private NodeSettings settings(String heap) {
        return NodeSettings.of(
                        zookeeper.addresses(),
                        SESSION_TIMEOUT_MILLIS,
                        "--chains",
                        Integer.toString(CHAINS),
                        "--replicas",
                        "all",
                        "--loops",
                        "2")
                .withJvmOptions(List.of(heap));
    }

    @After
    public void stop() {
        cluster.close();
        zookeeper.close();
    }

    @Test
    public void nodes_are_killed_and_one_leaves_while_a_client_with_one_address_writes() throws Exception {
        try (ChainlessWriter writer = new ChainlessWriter(cluster.all().get(0), KEYS)) {
            for (NodeProcess node : cluster.all()) {
                writer.awaitRounds(2);
                node.kill();
                node.awaitExit(10);
                node.start();
                cluster.awaitChains(CHAINS, cluster.all());
            }
            writer.awaitRounds(2);
            assertEquals("exit code", 0, cluster.all().get(2).leave(true));
            cluster.awaitChains(CHAINS, cluster.alive());
            writer.awaitRounds(2);
            writer.stop();
            for (NodeProcess node : cluster.alive()) {
                writer.checkAt(node);
            }
        }
    }

    @Test
    public void a_node_tells_of_the_replicas_of_all_its_loops() throws Exception {
        NodeProcess node = cluster.all().get(1);
        assertEquals(
                IntStream.rangeClosed(1, CHAINS).boxed().toList(),
                node.status().getReplicas().stream()
                        .map(ReplicaStatus::getChain)
                        .toList());
        for (int chain = 1; chain <= CHAINS; chain++) {
            assertEquals(CHAINS, cluster.layoutAt(node, chain).orElseThrow().getChains());
            for (NodeProcess other : cluster.all()) {
                other.admin().digest(chain);
            }
        }
        NodeProcess refused = cluster.startNode(PlaceChoice.LOOPBACK, others -> settings("-Xmx128m"));
        assertEquals(2, refused.awaitExit(30));
        String log = JavaProcess.text(refused.log());
        assertTrue(log, log.contains("--loops 2 needs a heap of 448 MiB"));
    }
}
