package io.catena.systemtest;

import static org.junit.Assert.assertTrue;

import io.catena.client.CatenaClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/**
 * Four chains on three nodes under load, which judges each read and each write that tells what it replaced. Whatever becomes of
 * the heads, no write is lost or done twice, in no chain.
 */
public class KilledHeadsIT {
    private static final int CHAINS = 4;
    private static final int NODES = 3;
    private static final int KEYS = 240;
    private static final int SESSION_TIMEOUT_MILLIS = 3_000;

    @Test
    public void the_head_of_each_chain_is_killed_under_load_and_returns() throws Exception {
        Path folder = Folders.fresh(Path.of("target", "clusters", "KilledHeadsIT"));
        Ports ports = new Ports();
        try (Coordination zookeeper = ZooKeeperProcess.alone(folder.resolve("zookeeper"), ports.free());
                LocalCluster cluster = new LocalCluster(
                        folder,
                        ports,
                        zookeeper.addresses(),
                        SESSION_TIMEOUT_MILLIS,
                        "--chains",
                        Integer.toString(CHAINS),
                        "--replicas",
                        "all")) {
            zookeeper.start();
            cluster.startNodes(NODES);
            try {
                run(cluster);
            } catch (Exception | Error e) {
                cluster.printLogs(System.err);
                throw e;
            }
        }
    }

    private static void run(LocalCluster cluster) throws Exception {
        cluster.awaitChains(CHAINS, cluster.alive());
        try (CountingWorkload load = new CountingWorkload(KEYS, 3, 2, 1, cluster.alive())) {
            for (int chain = 1; chain <= CHAINS; chain++) {
                NodeProcess head = headOf(chain, cluster);
                long before = load.writesDone();
                head.kill();
                cluster.awaitChains(CHAINS, cluster.alive());
                LiveCluster.until("writes go on", () -> load.writesDone() > before + KEYS);
                head.start();
                cluster.awaitChains(CHAINS, cluster.alive());
                LiveCluster.rest(Duration.ofSeconds(1));
                load.requireNoViolation();
            }
            load.rest();
            check(cluster, load);
            LiveCluster.say(load.summary());
        }
    }

    /** With no call under way: all nodes give the same right answers, and each chain's members have the same data. */
    private static void check(LocalCluster cluster, CountingWorkload load) throws Exception {
        List<Optional<String>> first = null;
        for (NodeProcess node : cluster.alive()) {
            List<Optional<String>> found = load.readAll(node);
            assertTrue(node + " answers otherwise", first == null || first.equals(found));
            first = found;
        }
        for (int chain = 1; chain <= CHAINS; chain++) {
            MemberData.requireSame(chain, cluster.alive());
        }
        load.requireNoViolation();
    }

    private static NodeProcess headOf(int chain, LocalCluster cluster) {
        try (CatenaClient client = cluster.client().build()) {
            int port = client.layout(chain).members().get(0).port();
            return cluster.all().stream()
                    .filter(node -> node.port() == port)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
