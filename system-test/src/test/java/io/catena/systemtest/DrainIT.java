package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.Layout;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.awaitility.Awaitility;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Sixteen chains, each on three of five nodes, under a light load; an operator takes one of the nodes out and in again. */
public class DrainIT {
    private static final int NODES = PlacedCluster.NODES;
    private static final int CHAINS = PlacedCluster.CHAINS.number();
    private static final int REPLICAS = PlacedCluster.CHAINS.replicas();
    private static final int KEYS = 120;

    @Rule
    public final PlacedCluster started = new PlacedCluster(DrainIT.class);

    private LocalCluster cluster;
    private PlacedLayouts placed;
    private CatenaProcess catena;

    @Before
    public void look() {
        cluster = started.nodes();
        placed = started.layouts();
        catena = new CatenaProcess(started.folder(), cluster.all().get(0).address());
    }

    /** Looks at all chains again and again; keeps what it has seen of chains with too few members. */
    private final class ShortChains implements AutoCloseable {
        private final Set<String> seen = new ConcurrentSkipListSet<>();
        private final Thread thread = new Thread(this::look, "short-chains");
        private volatile boolean stopped;
        private volatile int looks;

        private ShortChains() {
            thread.start();
        }

        private void look() {
            while (!stopped) {
                for (int chain = 1; chain <= CHAINS; chain++) {
                    cluster.layoutAt(cluster.all().get(0), chain)
                            .filter(layout -> layout.getMembersSize() < REPLICAS)
                            .map(Layout::toString)
                            .ifPresent(seen::add);
                }
                looks++;
            }
        }

        @Override
        public void close() {
            stopped = true;
            Awaitility.await("the last look").until(() -> !thread.isAlive());
        }
    }

    private void end(String how, NodeProcess node) {
        CatenaProcess.Result end = catena.run(how, "--ports", Integer.toString(node.port()), "--clean", "1");
        assertEquals(end.text(), 0, end.code());
        assertEquals(0, node.awaitExit(30));
    }

    @Test
    public void a_node_that_is_drained_may_be_stopped_gets_its_share_back_and_leaves_for_good() throws Exception {
        NodeProcess drained = cluster.all().get(2);
        try (ChainlessWriter writer = new ChainlessWriter(cluster.all().get(0), KEYS)) {
            writer.awaitRounds(1);
            try (ShortChains shortChains = new ShortChains()) {
                CatenaProcess.Result drain = catena.run("drain", Integer.toString(drained.port()));
                assertEquals(drain.text(), 0, drain.code());
                assertTrue(drain.text(), drain.text().endsWith(" is empty: it may be stopped\n"));
                assertTrue("there were looks", shortChains.looks > 1);
                assertEquals("chains with too few members", Set.of(), shortChains.seen);
            }
            assertEquals(Set.of(), PlacedLayouts.carriedBy(drained));
            List<Layout> without = placed.awaitOn(NODES - 1);
            new EveryCommand(drained, cluster.all().get(0), started.folder()).ask();
            assertEquals("it carries nothing as before", Set.of(), PlacedLayouts.carriedBy(drained));
            end("die", drained);
            assertEquals(Set.of(), PlacedLayouts.inTheStoreOf(drained));
            writer.awaitRounds(1);
            drained.start();
            Awaitility.await("the wish outlives the process")
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> PlacedLayouts.carriedBy(drained).isEmpty());
            CatenaProcess.Result status = catena.run("status");
            assertTrue(status.text(), status.text().contains("  drained"));
            List<Layout> later = placed.awaitComplete();
            for (NodeProcess node : cluster.all()) {
                assertEquals(PlacedLayouts.chainsOf(node, without), PlacedLayouts.chainsOf(node, later));
            }
            CatenaProcess.Result undrain = catena.run("undrain", Integer.toString(drained.port()));
            assertEquals(undrain.text(), 0, undrain.code());
            placed.awaitOn(NODES);
            end("leave", drained);
            // Not after the five minutes of a node that is away: the wait would end before.
            placed.awaitOn(NODES - 1);
            writer.awaitRounds(1);
            writer.stop();
            for (NodeProcess node : cluster.alive()) {
                writer.checkAt(node);
            }
        }
    }
}
