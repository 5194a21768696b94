package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.client.RefusedException;
import io.catena.server.chain.ClusterFormat;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SettingsReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** A chain of three under load is upgraded to the next release node by node, and then to its format. */
public class RollingUpgradeIT {
    private static final Path FOLDER = Path.of("target", "clusters", "RollingUpgradeIT");
    private static final int MEMBERS = 3;
    private static final int PRESENT = ClusterFormat.KNOWN.newest();
    private static final int NEXT = PRESENT + 1;

    private final Ports ports = new Ports();
    private ZooKeeperProcess zookeeper;
    private LocalCluster cluster;
    private CountingWorkload load;
    private Checks checks;
    private List<String> nextRelease;
    private List<String> thisRelease;

    @Before
    public void start() throws Exception {
        Path folder = Folders.fresh(FOLDER);
        nextRelease = JavaProcess.classesInFront(NextRelease.compile(folder.toAbsolutePath()));
        thisRelease = List.of();
        zookeeper = ZooKeeperProcess.alone(folder.resolve("zookeeper"), ports.free());
        zookeeper.start();
        cluster = new LocalCluster(folder, ports, zookeeper.addresses(), 3_000);
        cluster.awaitChain(cluster.startNodes(MEMBERS));
        load = new CountingWorkload(120, 3, 2, 1, cluster.alive());
        checks = new Checks(cluster, load);
    }

    @After
    public void stop() {
        if (load != null) {
            load.close();
        }
        if (cluster != null) {
            cluster.close();
        }
        if (zookeeper != null) {
            zookeeper.close();
        }
    }

    @Test
    public void each_node_is_replaced_under_load_and_then_the_format_is_raised() throws Exception {
        List<NodeProcess> nodes = checks.chainOfAll();
        replace(nodes.get(0), nextRelease);
        refusedRaise(nodes.get(0), nodes.get(1), nodes.get(2));
        replace(nodes.get(0), thisRelease);
        for (NodeProcess node : nodes) {
            refusedRaise(nodes.get(0), nodes.get(2));
            replace(node, nextRelease);
        }
        assertEquals(PRESENT, formatInForce(nodes.get(0)));
        raise(nodes.get(1));
        checks.chainOfAll();
        thisReleaseIsRefused(nodes.get(2));
        checks.chainOfAll();
        LiveCluster.say("  " + load.summary());
        // On a machine that is busy with other things a call may come to its deadline.
        assertTrue(load.writesFailed() + " writes failed", load.writesFailed() <= load.writesDone() / 1_000);
    }

    /** Replaces the release as docs/operations.md says: the node ends in order and starts with the other release. */
    private void replace(NodeProcess node, List<String> release) throws Exception {
        assertEquals("exit code", 0, node.die(true));
        node.startWith(release);
        checks.chainOfAll();
        NodeStatus status = node.status();
        assertEquals(PRESENT, status.getFormat());
        assertEquals(release == nextRelease ? NEXT : PRESENT, status.getNewestFormat());
    }

    /** The refusal names the nodes that do not know the format. */
    private static void refusedRaise(NodeProcess asked, NodeProcess... older) {
        RefusedException refusal = assertThrows(
                RefusedException.class, () -> asked.admin().changeSettings(new SettingsChange().setFormat(NEXT), null));
        assertEquals(RefusedReason.FORMAT_UNKNOWN, refusal.reason());
        for (NodeProcess node : older) {
            assertTrue(
                    refusal.getMessage(),
                    refusal.getMessage().contains(node.address() + " knows " + ClusterFormat.KNOWN));
        }
    }

    private static void raise(NodeProcess at) {
        at.admin().changeSettings(new SettingsChange().setFormat(NEXT), null);
        Awaitility.await("the next format in force")
                .atMost(Duration.ofSeconds(20))
                .until(() -> formatInForce(at) == NEXT);
    }

    private static int formatInForce(NodeProcess at) {
        SettingsReport report = at.admin().settings();
        return report.getActivatedEpoch() == report.getEpoch()
                ? report.getInForce().getFormat()
                : 0;
    }

    /** This release starts neither on a directory in the next format nor on an empty one; the chain serves. */
    private void thisReleaseIsRefused(NodeProcess upgraded) throws Exception {
        assertEquals("exit code", 0, upgraded.die(true));
        upgraded.startWith(thisRelease);
        assertEquals("exit code", 2, upgraded.awaitExit(30));
        String why = JavaProcess.text(upgraded.log());
        assertTrue(
                why,
                why.contains("it has format " + NEXT + " and this version of Catena knows " + ClusterFormat.KNOWN));
        NodeProcess young = cluster.startNodes(1).get(0);
        assertEquals("exit code", 2, young.awaitExit(30));
        String reason = JavaProcess.text(young.log());
        assertTrue(
                reason,
                reason.contains("has format " + NEXT + ", and this program knows " + ClusterFormat.KNOWN + "; "));
        assertTrue("nothing is left of it", Files.notExists(young.data()));
        upgraded.startWith(nextRelease);
    }
}
