package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.client.RefusedException;
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
        cluster.close();
        zookeeper.close();
    }

    @Test
    public void each_node_is_replaced_under_load_and_then_the_format_is_raised() throws Exception {
        List<NodeProcess> nodes = cluster.awaitChainOfAll();
        replace(nodes.get(0), nextRelease);
        refusedRaise(nodes.get(0), nodes.get(1), nodes.get(2));
        replace(nodes.get(0), thisRelease);
        for (NodeProcess node : nodes) {
            refusedRaise(nodes.get(0), nodes.get(2));
            replace(node, nextRelease);
        }
        assertEquals(1, formatInForce(nodes.get(0)));
        raise(nodes.get(1));
        checks.chainOfAll();
        thisReleaseIsRefused(nodes.get(2));
        checks.chainOfAll();
        LiveCluster.say("  " + load.summary());
        assertEquals("writes that failed", 0, load.writesFailed());
    }

    /** Replaces the release as docs/operations.md says: the node ends in order and starts with the other release. */
    private void replace(NodeProcess node, List<String> release) throws Exception {
        assertEquals("exit code", 0, node.die(true));
        node.startWith(release);
        checks.chainOfAll();
        NodeStatus status = node.status();
        assertEquals(1, status.getFormat());
        assertEquals(release == nextRelease ? 2 : 1, status.getNewestFormat());
    }

    /** The refusal names the nodes that do not know the format. */
    private static void refusedRaise(NodeProcess asked, NodeProcess... older) {
        RefusedException refusal = assertThrows(
                RefusedException.class, () -> asked.admin().changeSettings(new SettingsChange().setFormat(2), null));
        assertEquals(RefusedReason.FORMAT_UNKNOWN, refusal.reason());
        for (NodeProcess node : older) {
            assertTrue(refusal.getMessage(), refusal.getMessage().contains(node.address() + " knows format 1"));
        }
    }

    private static void raise(NodeProcess at) {
        at.admin().changeSettings(new SettingsChange().setFormat(2), null);
        Awaitility.await("format 2 in force").atMost(Duration.ofSeconds(20)).until(() -> formatInForce(at) == 2);
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
        assertTrue(why, why.contains("it has format 2 and this version of Catena knows format 1"));
        NodeProcess young = cluster.startNodes(1).get(0);
        assertEquals("exit code", 2, young.awaitExit(30));
        String reason = JavaProcess.text(young.log());
        assertTrue(reason, reason.contains("has format 2, and this program knows format 1; start this node with"));
        assertTrue("nothing is left of it", Files.notExists(young.data()));
        upgraded.startWith(nextRelease);
    }
}
