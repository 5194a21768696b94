package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/**
 * A chain of three with the heap that scripts/catena-server gives to a node, crowds that use up all that they can, and
 * one client that writes and reads a little: no node ends or loses its place, and the client is served.
 */
public class CrowdsIT {
    private static final Duration LOAD = Duration.ofSeconds(12);
    /** For a machine with few processors, which drives the crowds too. */
    private static final long MAX_GAP_MILLIS = 2_500;
    /** The least number of successes, each of a put and a get, while a crowd is there. */
    private static final int LEAST_SERVED = 50;

    private Coordination zookeeper;
    private LocalCluster localCluster;
    private List<NodeProcess> chain;

    @Before
    public void start() {
        Path folder = Folders.fresh(Path.of("target", "clusters", "CrowdsIT"));
        Ports ports = new Ports();
        zookeeper = ZooKeeperProcess.alone(folder.resolve("zookeeper"), ports.free());
        zookeeper.start();
        NodeSettings settings =
                NodeSettings.of(zookeeper.addresses(), 6_000).withJvmOptions(List.of("-Xmx256m", "-XX:+UseSerialGC"));
        localCluster = new LocalCluster(folder, ports, PlaceChoice.LOOPBACK, settings);
        chain = localCluster.awaitChain(localCluster.startNodes(3));
    }

    @After
    public void end() {
        localCluster.close();
        zookeeper.close();
    }

    @Test
    public void row61_replies_that_30_connections_do_not_read_end_no_node() throws Exception {
        beside(List.of(unread(chain.get(0), 30)));
    }

    @Test
    public void row61_replies_that_1024_connections_do_not_read_end_no_node() throws Exception {
        beside(List.of(unread(chain.get(1), 1_000)));
    }

    @Test
    public void row61_tiny_deletes_of_1024_connections_end_neither_the_head_nor_a_node_that_passes_them_on()
            throws Exception {
        byte[] deletes = LargestFrames.deletes();
        beside(List.of(new Crowd(chain.get(0), 500, deletes, 1 << 20), new Crowd(chain.get(1), 500, deletes, 1 << 20)));
    }

    @Test
    public void row61_large_frames_that_1024_connections_send_slowly_end_no_node() throws Exception {
        beside(List.of(new Crowd(chain.get(0), 1_000, LargestFrames.large(), 4 << 10)));
    }

    @Test
    public void row61_small_calls_by_the_million_with_replies_that_are_not_read_end_no_node() throws Exception {
        beside(List.of(new Crowd(chain.get(2), 1_000, LargestFrames.layouts(10_000), 1 << 20)));
    }

    @Test
    public void row62_a_middle_that_dies_while_idle_clients_fill_all_nodes_is_removed_as_soon_as_ever()
            throws Exception {
        List<Crowd> crowds = new ArrayList<>();
        try (BareClient client = chain.get(0).connect(30_000)) {
            client.put("row-62", "before");
            for (NodeProcess node : chain) {
                crowds.add(new Crowd(node, 1_300, new byte[0], 0));
            }
            LiveCluster.rest(Duration.ofSeconds(4));
            NodeProcess middle = chain.get(1);
            middle.kill();
            long begun = System.nanoTime();
            client.put("row-62", "after");
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            LiveCluster.say("  a write without the middle after " + millis + " ms; " + crowds.get(0));
            assertTrue("removed after " + millis + " ms", millis < MAX_GAP_MILLIS);
            assertEquals(
                    "the chain goes on with both others", 2, client.layout().getMembersSize());
        } finally {
            crowds.forEach(Crowd::close);
        }
        localCluster.revive();
        localCluster.awaitChainOfAll();
    }

    /** Each connection reads four of the largest values repeatedly. */
    private Crowd unread(NodeProcess node, int connections) throws Exception {
        List<String> keys = List.of("large-0", "large-1", "large-2", "large-3");
        try (BareClient client = node.connect()) {
            for (String key : keys) {
                client.put(key, "v".repeat(1 << 20));
            }
        }
        return new Crowd(node, connections, LargestFrames.read(keys), 1 << 10);
    }

    /** Measures the time from one success to the next; refusals between them do not matter. */
    private void beside(List<Crowd> crowds) throws Exception {
        List<Long> gapNanos = new ArrayList<>();
        long epoch = epoch();
        try (BareClient client = chain.get(0).connect(30_000)) {
            long end = System.nanoTime() + LOAD.toNanos();
            long since = System.nanoTime();
            while (System.nanoTime() < end) {
                String value = Integer.toString(gapNanos.size());
                if (isServed(() -> client.put("beside", value)) && isServed(() -> client.get("beside"))) {
                    gapNanos.add(System.nanoTime() - since);
                    since = System.nanoTime();
                }
            }
            gapNanos.add(System.nanoTime() - since); // the time to the end counts as not served
        } finally {
            crowds.forEach(Crowd::close);
        }
        int served = gapNanos.size() - 1;
        gapNanos.sort(null);
        long p99 = TimeUnit.NANOSECONDS.toMillis(gapNanos.get(served * 99 / 100));
        long longest = TimeUnit.NANOSECONDS.toMillis(gapNanos.get(served));
        LiveCluster.say("  " + served + " puts and gets, p99 " + p99 + " ms, longest " + longest + " ms; " + crowds);
        chain.forEach(node -> assertTrue(node + " lives", node.isAlive()));
        localCluster.awaitChainOfAll();
        assertEquals("the epoch: no node has lost its place", epoch, epoch());
        assertTrue("longest " + longest, longest < MAX_GAP_MILLIS);
        assertTrue("served " + served, served >= LEAST_SERVED);
    }

    private long epoch() throws Exception {
        try (BareClient client = chain.get(0).connect()) {
            return client.layout().getEpoch();
        }
    }

    private interface Call {
        void run() throws org.apache.thrift.TException;
    }

    private static boolean isServed(Call call) throws org.apache.thrift.TException {
        try {
            call.run();
            return true;
        } catch (io.catena.thrift.Unavailable e) {
            return false;
        }
    }
}
