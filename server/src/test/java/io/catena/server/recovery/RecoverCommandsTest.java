package io.catena.server.recovery;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.audit.AuditLog;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.LogRecord;
import io.catena.server.controller.decision.KnownMembership;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ClusterIdentity;
import io.catena.server.coordination.CuttableProxy;
import io.catena.server.coordination.KeptFiles;
import io.catena.server.rpc.LogCapture;
import io.catena.server.storage.DataDirectory;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.storage.leveldb.Engine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Runs the commands on real data directories and a real ZooKeeper server. */
public class RecoverCommandsTest {
    private static final Configuration LAST = new Configuration(
            1, 7, 1, List.of(RecoverRig.member("a"), RecoverRig.member("b")), null, true, Map.of("c", 5L));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public final RecoverRig rig = new RecoverRig(folder);

    @Before
    public void start() throws Exception {
        data("a", 7, 3, LAST);
        data("b", 7, 5, LAST);
    }

    private void data(String node, long epoch, int records, Configuration known) throws Exception {
        try (DataDirectory directory = DataDirectory.open(rig.path(node))) {
            directory.adopt(RecoverRig.CLUSTER_ID, node, 1);
            directory.keepMembership(1, 1, new KeptFiles().encode(new KnownMembership(known, known.epoch())));
            List<LogRecord> log = RecoverRig.log(records);
            Engine engine = Engine.choose(directory.nativeLibraries());
            try (ReplicaStore store = ReplicaStore.open(directory.chain(1), engine, 1 << 20)) {
                store.recover();
                store.write(new DiskWrite(false, -1, log, log.subList(0, records - 1), epoch, 1, 0));
            }
        }
    }

    @Test
    public void whatADirectoryHoldsCanBeCarriedToAnotherMachineInAFile() throws Exception {
        assertEquals(
                0,
                rig.run(
                        "inspect",
                        "-o",
                        "json",
                        rig.path("a").toString(),
                        rig.path("b").toString()));
        Path file = folder.getRoot().toPath().resolve("copies.json");
        Files.writeString(file, rig.printed());
        assertEquals(0, rig.recover("zookeeper", "--from", file.toString(), "--dry-run"));
        String fromFile = rig.printed();
        assertEquals(0, rig.fromBoth("--dry-run"));
        assertEquals(rig.printed(), fromFile);
        rig.says("b (recommended), in epoch 1007 of lineage 1: nothing that was acknowledged is lost");
    }

    @Test
    public void aDryRunAndAChoiceThatIsNotTypedChangeNothing() throws Exception {
        assertEquals(0, rig.fromBoth("--dry-run"));
        rig.says("Nothing was changed");
        for (String typed : List.of("", "\n", "c\n", "yes\n")) {
            rig.type(typed);
            assertEquals(RecoverMain.NOT_DONE, rig.fromBoth());
            rig.says("nothing was changed");
        }
        assertEquals(RecoverMain.BAD_INPUT, rig.fromBoth("--choose", "b"));
        try (Cluster cluster = rig.connect()) {
            ClusterIdentity identity = cluster.establish(Optional.empty());
            assertTrue("the cluster is new", !identity.clusterId().equals(RecoverRig.CLUSTER_ID));
        }
    }

    @Test
    public void theChoiceThatIsTypedIsWrittenOnceAndNodesFindTheirClusterAgain() throws Exception {
        rig.type("b\n");
        try (LogCapture audit = new LogCapture(AuditLog.LOGGER)) {
            assertEquals(rig.printed(), 0, rig.fromBoth());
            assertEquals(1, audit.linesWith("\"chosen\":\"b\"").size());
            assertEquals(1, audit.linesWith("\"what\":\"recover zookeeper\"").size());
            assertEquals(1, audit.linesWith("\"outcome\":\"DONE\"").size());
        }
        rig.says("Start b, then all the others");
        try (Cluster cluster = rig.connect()) {
            assertEquals(
                    RecoverRig.CLUSTER_ID,
                    cluster.establish(Optional.of(RecoverRig.CLUSTER_ID)).clusterId());
            Configuration forced = cluster.chain(1).fetch().orElseThrow();
            assertEquals(1_007, forced.epoch());
            assertEquals("b", forced.head().nodeId());
            assertEquals(Map.of("a", 97L, "b", 98L, "c", 5L), forced.removed());
            assertEquals(7, cluster.chain(1).fetchActivated().orElseThrow().epoch());
        }
        try (LogCapture audit = new LogCapture(AuditLog.LOGGER)) {
            assertEquals(RecoverMain.NOT_DONE, rig.fromBoth("--choose", "b", "--yes"));
            assertEquals(1, audit.linesWith("\"outcome\":\"REFUSED\"").size());
            assertEquals(RecoverMain.NOT_DONE, rig.fromBoth("--dry-run"));
            assertEquals(1, audit.linesWith("").size());
        }
        rig.says("there is nothing to recover");
    }

    @Test
    public void aChoiceWhoseAnswerFromZooKeeperIsLostIsKnownAsWritten() throws Exception {
        int port = Integer.parseInt(rig.zookeeper().replaceFirst(".*:", ""));
        try (CuttableProxy proxy = new CuttableProxy(port);
                LogCapture audit = new LogCapture(AuditLog.LOGGER)) {
            proxy.losesAnswerTo(OpCode.multi);
            rig.type("b\n");
            int code = rig.run(
                    "zookeeper",
                    "--zookeeper",
                    proxy.connectString(),
                    "--from",
                    rig.path("a").toString(),
                    rig.path("b").toString());
            assertEquals(rig.printed(), 0, code);
            assertEquals(1, audit.linesWith("\"outcome\":\"DONE\"").size());
        }
        try (Cluster cluster = rig.connect()) {
            assertEquals(1_007, cluster.chain(1).fetch().orElseThrow().epoch());
        }
    }

    @Test
    public void whereNodesHaveMadeAnotherClusterOfThatNameNothingIsTouched() throws Exception {
        try (Cluster cluster = rig.connect()) {
            cluster.establish(Optional.empty());
        }
        assertEquals(RecoverMain.NOT_DONE, rig.fromBoth("--choose", "b", "--yes"));
        rig.says("have made a new cluster of that name");
    }

    @Test
    public void aDirectoryInUseAndWhatIsNoDirectoryAreNamed() throws Exception {
        try (DataDirectory inUse = DataDirectory.open(rig.path("a"))) {
            assertEquals(RecoverMain.NOT_DONE, rig.run("inspect", rig.path("a").toString()));
            rig.says("another process uses it");
            inUse.adopt(RecoverRig.CLUSTER_ID, "a", 1);
        }
        assertEquals(
                RecoverMain.BAD_INPUT, rig.run("inspect", rig.path("nowhere").toString()));
        rig.says("is no directory");
        assertEquals(
                RecoverMain.BAD_INPUT, rig.run("inspect", folder.newFolder().toString()));
        rig.says("it is no data directory");
        Path file = Files.writeString(folder.getRoot().toPath().resolve("f"), "{\"format\":1}");
        assertEquals(RecoverMain.BAD_INPUT, rig.recover("zookeeper", "--from", file.toString()));
        rig.says("is not what 'recover inspect -o json' prints");
        assertEquals(
                RecoverMain.BAD_INPUT,
                rig.recover(
                        "zookeeper",
                        "--from",
                        rig.path("a").toString(),
                        "--from",
                        rig.path("a").toString()));
        rig.says("named twice");
    }

    @Test
    public void aRetiredDirectoryIsShownAndNoChoice() throws Exception {
        try (DataDirectory directory = DataDirectory.open(rig.path("b"))) {
            directory.adopt(RecoverRig.CLUSTER_ID, "b", 1);
            directory.retire();
        }
        assertEquals(0, rig.run("inspect", rig.path("b").toString()));
        rig.says("has left");
        assertEquals(0, rig.fromBoth("--dry-run"));
        rig.says("a (recommended), in epoch 1007 of lineage 2");
    }

    @Test
    public void aChainThatZooKeeperDoesNotKnowIsNotForced() {
        assertEquals(
                RecoverMain.NOT_DONE,
                rig.recover("chain", "--from", rig.path("a").toString()));
        rig.says("see 'recover zookeeper'");
    }

    @Test
    public void whatAZnodeSaysSendsNothingToTheTerminal() throws Exception {
        String root = "{\"format\":1,\"clusterId\":\"\\u001b[2Jother\",\"formatVersion\":1}";
        try (CuratorFramework curator = CuratorFrameworkFactory.newClient(rig.zookeeper(), new RetryOneTime(100))) {
            curator.start();
            curator.create()
                    .creatingParentsIfNeeded()
                    .forPath("/catena/default", root.getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(3, rig.fromBoth("--choose", "a", "--yes"));
        rig.says("\\u001b[2Jother");
        assertEquals(rig.printed(), -1, rig.printed().indexOf('\u001b'));
    }
}
