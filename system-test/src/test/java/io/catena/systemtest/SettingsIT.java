package io.catena.systemtest;

import static org.junit.Assert.assertEquals;

import io.catena.client.CatenaClient;
import io.catena.server.chain.ClusterFormat;
import io.catena.thrift.ClusterSettings;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SettingsReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.thrift.TException;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Changes settings of the cluster on real processes while a member is suspended. */
public class SettingsIT {
    private static final int MEMBERS = 3;
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int PAUSE_MILLIS = 5;

    private final ExecutorService reading = Executors.newSingleThreadExecutor();
    private ZooKeeperProcess zookeeper;
    private LocalCluster localCluster;

    @Before
    public void start() {
        Ports ports = new Ports();
        Path folder = Folders.fresh(Path.of("target", "clusters", "SettingsIT"));
        zookeeper = ZooKeeperProcess.alone(folder.resolve("zookeeper"), ports.free());
        zookeeper.start();
        localCluster = new LocalCluster(folder, ports, zookeeper.addresses(), 3_000);
        localCluster.awaitChain(localCluster.startNodes(MEMBERS));
    }

    @After
    public void stop() {
        reading.shutdownNow();
        localCluster.close();
        zookeeper.close();
    }

    @Test
    public void row59_a_member_that_stood_still_answers_nothing_old_while_leases_get_longer_and_shorter()
            throws Exception {
        int[][] changes = {{5_000, 300}, {300, 3_000}, {2_000, 0}};
        for (int[] change : changes) {
            List<NodeProcess> chain = localCluster.awaitChainOfAll();
            changeLease(chain.get(0), change[0]);
            awaitInForce(chain.get(0), change[0]);
            noOldValueAt(chain.get(MEMBERS - 1), chain.get(0), change);
        }
    }

    private void noOldValueAt(NodeProcess paused, NodeProcess head, int[] change) throws Exception {
        String name = change[0] + " to " + change[1];
        try (CatenaClient client = CatenaClient.builder()
                        .servers(head.address())
                        .timeoutMillis(TIMEOUT_MILLIS)
                        .build();
                BareClient reader = paused.connect(TIMEOUT_MILLIS)) {
            client.put("k", "before " + name);
            assertEquals(Optional.of("before " + name), reader.get("k"));
            paused.suspend();
            changeLease(head, change[1]);
            client.put("k", "after " + name);
            Future<Optional<String>> late = reading.submit(() -> firstAnswer(paused, reader));
            paused.resume();
            assertEquals(Optional.of("after " + name), late.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS));
            awaitInForce(head, change[1]);
        }
    }

    /** A read that is not answered yet is correct and is repeated. */
    private static Optional<String> firstAnswer(NodeProcess at, BareClient connected) throws InterruptedException {
        try {
            return connected.get("k");
        } catch (TException e) {
            LiveCluster.say("  no answer yet: " + e);
        }
        while (true) {
            Thread.sleep(PAUSE_MILLIS);
            try (BareClient again = at.connect(TIMEOUT_MILLIS)) {
                return again.get("k");
            } catch (TException e) {
                continue;
            }
        }
    }

    private static void changeLease(NodeProcess at, int leaseMillis) {
        at.admin().changeSettings(new SettingsChange().setLeaseMillis(leaseMillis), null);
    }

    private static void awaitInForce(NodeProcess at, int leaseMillis) {
        Awaitility.await("leases of " + leaseMillis + " ms")
                .atMost(Duration.ofMillis(TIMEOUT_MILLIS))
                .until(() -> {
                    SettingsReport report = at.admin().settings();
                    return new ClusterSettings(leaseMillis, 1, 0)
                                    .setFormat(ClusterFormat.KNOWN.newest())
                                    .equals(report.getInForce())
                            && report.getActivatedEpoch() == report.getEpoch();
                });
    }
}
