package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.thrift.TException;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/**
 * A chain of three, a few connections that make legal calls as fast as they can, and at each node a client with little
 * load: no node loses its place, and those clients are served.
 */
public class HeavyLoadsIT {
    private static final int CONNECTIONS = 8;
    private static final int DEPTH = 8;
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration LOAD = Duration.ofSeconds(12);
    private static final long MAX_P99_MILLIS = 250;

    private Coordination zookeeper;
    private LocalCluster localCluster;
    private List<NodeProcess> chain;

    @Before
    public void start() {
        Path folder = Folders.fresh(Path.of("target", "clusters", "HeavyLoadsIT"));
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
    public void batches_that_ask_for_previous_values_harm_no_other_client() throws Exception {
        List<Flood> floods = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            floods.add(new Flood(chain.get(0), LargestFrames.putsThatAsk("p" + i + "-"), DEPTH));
        }
        checkOthersBeside(floods);
    }

    @Test
    public void batches_of_keys_that_do_not_exist_harm_no_other_client() throws Exception {
        List<Flood> floods = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            floods.add(new Flood(chain.get(i % chain.size()), LargestFrames.missing("missing" + i + "-"), DEPTH));
        }
        checkOthersBeside(floods);
    }

    @Test
    public void readers_of_the_largest_values_harm_no_other_client() throws Exception {
        try (BareClient client = chain.get(0).connect()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                client.put("large-" + i, "v".repeat(1 << 20));
            }
        }
        List<Flood> floods = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            floods.add(new Flood(chain.get(i % chain.size()), LargestFrames.read(List.of("large-" + i)), DEPTH));
        }
        checkOthersBeside(floods);
    }

    @Test
    public void millions_of_tiny_deletes_harm_no_other_client() throws Exception {
        List<Flood> floods = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            floods.add(new Flood(chain.get(0), LargestFrames.deletes(), DEPTH));
        }
        checkOthersBeside(floods);
    }

    /** These connections and the client with little load share one connection from the middle to the head. */
    @Test
    public void batches_that_a_middle_passes_on_harm_no_other_client() throws Exception {
        List<Flood> floods = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            floods.add(new Flood(chain.get(1), LargestFrames.putsThatAsk("p" + i + "-"), DEPTH));
        }
        checkOthersBeside(floods);
    }

    private void checkOthersBeside(List<Flood> floods) throws Exception {
        long epoch = epoch();
        // The code of new processes is not compiled yet.
        LiveCluster.rest(WARM_UP);
        List<Bystander> others = chain.stream().map(Bystander::new).toList();
        LiveCluster.rest(LOAD);
        others.forEach(Bystander::close);
        floods.forEach(Flood::close);
        long answers = floods.stream().mapToLong(Flood::answers).sum();
        LiveCluster.say("  " + answers + " heavy calls answered");
        others.forEach(other -> LiveCluster.say("  " + other));
        assertTrue("the load is served too", answers > 0);
        for (Bystander other : others) {
            assertTrue(
                    "no failure at " + other + ": " + other.failures(),
                    other.failures().isEmpty());
            assertTrue("puts at " + other, other.putMillis(0.99) < MAX_P99_MILLIS);
            assertTrue("gets at " + other, other.getMillis(0.99) < MAX_P99_MILLIS);
        }
        assertEquals("the epoch: no node has lost its place", epoch, epoch());
    }

    private long epoch() throws TException {
        try (BareClient client = chain.get(0).connect()) {
            return client.layout().getEpoch();
        }
    }
}
