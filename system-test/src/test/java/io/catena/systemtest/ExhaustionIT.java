package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.client.CatenaClient;
import io.catena.client.RefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestRule;

/**
 * A chain of three under load: connections, file descriptors, memory and log space of a node are exhausted, and the
 * others are not affected.
 */
public class ExhaustionIT {
    @ClassRule
    public static final LiveCluster LIVE = new LiveCluster();

    @Rule
    public final TestRule each = LIVE.eachTest();

    private final LocalCluster localCluster = LIVE.localCluster();

    @Test
    public void row42_more_connections_than_are_allowed_are_refused_and_the_old_ones_are_served() throws Exception {
        NodeProcess head = LIVE.chain().get(0);
        List<Socket> flood = new ArrayList<>();
        try (BareClient old = head.connect()) {
            old.put("row-42", "before");
            openAndSilent(flood, head, 1_500);
            assertEquals("before", old.get("row-42").orElseThrow());
            old.put("row-42", "meanwhile");
        } finally {
            closeAll(flood);
        }
        assertEquals(3, LIVE.checked().size());
        try (BareClient later = head.connect()) {
            assertEquals("meanwhile", later.get("row-42").orElseThrow());
        }
    }

    @Test
    public void row43_connections_that_drip_or_say_nothing_harm_no_others() throws Exception {
        NodeProcess head = LIVE.chain().get(0);
        List<Socket> slow = new ArrayList<>();
        try {
            openAndSilent(slow, head, 100);
            for (Socket socket : slow) {
                socket.getOutputStream().write(new byte[] {0, 0, 1, 0, (byte) 0x80});
            }
            assertEquals(3, LIVE.checked().size());
        } finally {
            closeAll(slow);
        }
    }

    @Test
    public void row31_a_node_without_file_descriptors_recovers_or_stops_and_its_chain_goes_on() throws Exception {
        List<String> limited = List.of("prlimit", "--nofile=220");
        NodeProcess node = localCluster.startNode(folder -> new Place("127.0.0.1", limited), settings -> settings);
        assertEquals(4, LIVE.checked().size());
        List<Socket> flood = new ArrayList<>();
        try {
            openAndSilent(flood, node, 400);
            long writes = LIVE.load().writesDone();
            Awaitility.await("writes going on")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> LIVE.load().writesDone() > writes + 100);
        } finally {
            closeAll(flood);
        }
        localCluster.revive();
        assertEquals(4, LIVE.checked().size());
        assertEquals("exit code", 0, node.leave(true));
    }

    @Test
    public void row06_a_node_without_memory_for_its_network_ends_and_the_chain_goes_on() throws Exception {
        NodeProcess node = localCluster.startNode(
                PlaceChoice.LOOPBACK, settings -> settings.withJvmOptions(List.of("-XX:MaxDirectMemorySize=5m")));
        assertEquals(4, LIVE.checked().size());
        writeBigValues();
        int exitCode = node.awaitExit(60);
        assertTrue("exit code " + exitCode, exitCode == 1 || exitCode == 3);
        assertEquals(3, LIVE.checked().size());
        localCluster.abandon(node);
    }

    @Test
    public void row06_a_node_with_an_exhausted_heap_ends_and_the_chain_goes_on() throws Exception {
        NodeProcess node = localCluster.startNode(
                PlaceChoice.LOOPBACK,
                settings -> settings.withJvmOptions(List.of("-Xmx20m", "-XX:MaxDirectMemorySize=64m")));
        assertEquals(4, LIVE.checked().size());
        writeBigValues();
        assertEquals("exit code of a JVM without memory", 3, node.awaitExit(60));
        assertEquals(3, LIVE.checked().size());
        // Its data would exhaust it again.
        localCluster.abandon(node);
    }

    @Test
    public void row57_a_node_that_cannot_write_its_log_serves_all_the_same() throws Exception {
        NodeProcess node = localCluster.startNode(
                PlaceChoice.LOOPBACK, settings -> settings.withJvmOptions(List.of("-Dcatena.log.dir=/dev/full")));
        List<NodeProcess> chain = LIVE.checked();
        assertEquals(node, chain.get(chain.size() - 1));
        try (BareClient client = node.connect()) {
            client.put("row-57", "x");
            assertEquals("x", client.get("row-57").orElseThrow());
        }
        assertEquals("exit code", 0, node.leave(true));
    }

    @Test
    public void row58_a_token_is_in_no_log_and_no_refusal() throws Exception {
        String secret = "most-secret-4711";
        Path file = Folders.write(
                Path.of("target", "clusters", "ExhaustionIT", "token").toAbsolutePath(), List.of(secret));
        NodeProcess node = localCluster.startNode(
                PlaceChoice.LOOPBACK, settings -> settings.withOptions("--admin-token-file", file.toString()));
        LIVE.checked();
        assertThrows(RefusedException.class, () -> node.admin().leave(true, false, "most-secret-4712"));
        assertThrows("row 64", RefusedException.class, () -> node.admin().leave(true, false, ""));
        node.admin().leave(true, false, secret);
        assertEquals("exit code", 0, node.awaitExit(30));
        for (NodeProcess each : localCluster.all()) {
            assertFalse(each + "'s log", JavaProcess.text(each.log()).contains(secret));
        }
    }

    /** Writes more at a time than fits into a small heap. */
    private void writeBigValues() {
        try (CatenaClient client = localCluster.client().build()) {
            List<CompletableFuture<?>> writes = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                writes.add(client.putAsync(("big-" + i).getBytes(StandardCharsets.UTF_8), new byte[1 << 20]));
            }
            CompletableFuture.allOf(writes.toArray(new CompletableFuture<?>[0]))
                    .handle((done, failed) -> done)
                    .join();
        }
    }

    private static void openAndSilent(List<Socket> sockets, NodeProcess node, int count) {
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()), 500);
                sockets.add(socket);
            } catch (IOException e) {
                return; // the node takes no more
            }
        }
    }

    private static void closeAll(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
