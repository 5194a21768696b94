package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/** Repeats from their traces what real nodes did while one of them died and returned. */
public class ReplayIT {
    private static final int WRITES = 50;
    private static final long LIMIT_SECONDS = 60;

    @Test
    public void every_node_did_what_the_protocol_does_when_it_is_told_the_same() throws Exception {
        Path folder = Folders.fresh(Path.of("target", "clusters", "ReplayIT"));
        Ports ports = new Ports();
        try (ZooKeeperProcess zookeeper = ZooKeeperProcess.alone(folder.resolve("zookeeper"), ports.free())) {
            zookeeper.start();
            NodeSettings traced = NodeSettings.of(zookeeper.addresses(), 5_000, "--trace");
            List<NodeProcess> chain;
            try (LocalCluster localCluster = new LocalCluster(folder, ports, PlaceChoice.LOOPBACK, traced)) {
                chain = localCluster.awaitChain(localCluster.startNodes(3));
                try (BareClient client = chain.get(0).connect()) {
                    for (int i = 0; i < WRITES; i++) {
                        client.put("key-" + i % 7, "value-" + i);
                        assertEquals(Optional.of("value-" + i), client.get("key-" + i % 7));
                    }
                }
                chain.get(1).kill();
                localCluster.revive();
                localCluster.awaitChainOfAll();
            }
            for (NodeProcess node : chain) {
                String told = replay(folder, node);
                LiveCluster.say("  " + node + ": " + told.strip());
                assertTrue(told, told.contains(node == chain.get(1) ? "2 lives" : "1 lives"));
            }
        }
    }

    private static String replay(Path folder, NodeProcess node) throws Exception {
        Path output = folder.toAbsolutePath().resolve("replay-" + node + ".log");
        String trace = node.data().toAbsolutePath().resolve("trace.jsonl").toString();
        try (JavaProcess process =
                JavaProcess.start(output, List.of(), "io.catena.server.trace.ReplayMain", List.of(trace))) {
            assertEquals(JavaProcess.text(output), 0, process.awaitExit(LIMIT_SECONDS));
            return JavaProcess.text(output);
        }
    }
}
