package io.catena.server.recovery;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.audit.AuditLog;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Member;
import io.catena.server.controller.decision.KnownMembership;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ClusterIdentity;
import io.catena.server.coordination.ClusterSettings;
import io.catena.server.coordination.KeptFiles;
import io.catena.server.rpc.LogCapture;
import io.catena.server.storage.DataDirectory;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.storage.leveldb.Engine;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.TestingServer;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import picocli.CommandLine;

/** Runs the commands on real data directories and a real ZooKeeper server. */
public class RecoverCommandsTest {
    private static final String CLUSTER_ID = "cluster-id";
    private static final Configuration LAST =
            new Configuration(1, 7, 1, List.of(member("a"), member("b")), null, true, Map.of("c", 5L));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final StringWriter printed = new StringWriter();
    private final InputStream standardInput = System.in;
    private TestingServer zookeeper;

    @Before
    public void start() throws Exception {
        zookeeper = new TestingServer();
        data("a", 7, 3, LAST);
        data("b", 7, 5, LAST);
    }

    @After
    public void end() throws Exception {
        System.setIn(standardInput);
        zookeeper.close();
    }

    private static Member member(String node) {
        return new Member(node, node.charAt(0), node + ".invalid:1");
    }

    private Path path(String node) {
        return folder.getRoot().toPath().resolve(node);
    }

    private void data(String node, long epoch, int records, Configuration known) throws Exception {
        try (DataDirectory directory = DataDirectory.open(path(node))) {
            directory.adopt(CLUSTER_ID, node, 1);
            directory.keepMembership(1, 1, new KeptFiles().encode(new KnownMembership(known, known.epoch())));
            List<LogRecord> log = new ArrayList<>();
            for (int seq = 1; seq <= records; seq++) {
                Key key = new Key(("key" + seq).getBytes(StandardCharsets.UTF_8));
                log.add(LogRecord.encode(
                        seq, 1, List.of(new LoggedWrite(LoggedWrite.Kind.PUT, key, new byte[10], null, null))));
            }
            Engine engine = Engine.choose(directory.nativeLibraries());
            try (ReplicaStore store = ReplicaStore.open(directory.chain(1), engine, 1 << 20)) {
                store.recover();
                store.write(new DiskWrite(false, -1, log, log.subList(0, records - 1), epoch, 1, 0));
            }
        }
    }

    /** Returns the exit code; {@link #printed} holds the output. */
    private int run(String... arguments) {
        printed.getBuffer().setLength(0);
        CommandLine commandLine = RecoverMain.commandLine();
        commandLine.setOut(new PrintWriter(printed, true));
        commandLine.setErr(new PrintWriter(printed, true));
        return commandLine.execute(arguments);
    }

    private int recover(String what, String... more) {
        List<String> arguments = new ArrayList<>(List.of(what, "--zookeeper", zookeeper.getConnectString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(new String[0]));
    }

    private int fromBoth(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("--from", path("a").toString(), path("b").toString()));
        arguments.addAll(List.of(more));
        return recover("zookeeper", arguments.toArray(new String[0]));
    }

    private void says(String part) {
        assertTrue(printed.toString(), printed.toString().contains(part));
    }

    private Cluster connect() throws Exception {
        return Cluster.connect(new ClusterSettings(zookeeper.getConnectString(), "default", 10_000, 10_000));
    }

    @Test
    public void whatADirectoryHoldsCanBeCarriedToAnotherMachineInAFile() throws Exception {
        assertEquals(
                0, run("inspect", "-o", "json", path("a").toString(), path("b").toString()));
        Path file = folder.getRoot().toPath().resolve("copies.json");
        Files.writeString(file, printed.toString());
        assertEquals(0, recover("zookeeper", "--from", file.toString(), "--dry-run"));
        String fromFile = printed.toString();
        assertEquals(0, fromBoth("--dry-run"));
        assertEquals(printed.toString(), fromFile);
        says("b (recommended), in epoch 1007 of lineage 1: nothing that was acknowledged is lost");
    }

    @Test
    public void aDryRunAndAChoiceThatIsNotTypedChangeNothing() throws Exception {
        assertEquals(0, fromBoth("--dry-run"));
        says("Nothing was changed");
        for (String typed : List.of("", "\n", "c\n", "yes\n")) {
            System.setIn(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
            assertEquals(RecoverMain.NOT_DONE, fromBoth());
            says("nothing was changed");
        }
        assertEquals(RecoverMain.BAD_INPUT, fromBoth("--choose", "b"));
        try (Cluster cluster = connect()) {
            ClusterIdentity identity = cluster.establish(Optional.empty());
            assertTrue("the cluster is new", !identity.clusterId().equals(CLUSTER_ID));
        }
    }

    @Test
    public void theChoiceThatIsTypedIsWrittenOnceAndNodesFindTheirClusterAgain() throws Exception {
        System.setIn(new ByteArrayInputStream("b\n".getBytes(StandardCharsets.UTF_8)));
        try (LogCapture audit = new LogCapture(AuditLog.LOGGER)) {
            assertEquals(printed.toString(), 0, fromBoth());
            assertEquals(1, audit.linesWith("\"chosen\":\"b\"").size());
            assertEquals(1, audit.linesWith("\"what\":\"recover zookeeper\"").size());
            assertEquals(1, audit.linesWith("\"outcome\":\"DONE\"").size());
        }
        says("Start b, then all the others");
        try (Cluster cluster = connect()) {
            assertEquals(CLUSTER_ID, cluster.establish(Optional.of(CLUSTER_ID)).clusterId());
            Configuration forced = cluster.chain(1).fetch().orElseThrow();
            assertEquals(1_007, forced.epoch());
            assertEquals("b", forced.head().nodeId());
            assertEquals(Map.of("a", 97L, "b", 98L, "c", 5L), forced.removed());
            assertEquals(7, cluster.chain(1).fetchActivated().orElseThrow().epoch());
        }
        try (LogCapture audit = new LogCapture(AuditLog.LOGGER)) {
            assertEquals(RecoverMain.NOT_DONE, fromBoth("--choose", "b", "--yes"));
            assertEquals(1, audit.linesWith("\"outcome\":\"REFUSED\"").size());
            assertEquals(RecoverMain.NOT_DONE, fromBoth("--dry-run"));
            assertEquals(1, audit.linesWith("").size());
        }
        says("there is nothing to recover");
    }

    @Test
    public void whereNodesHaveMadeAnotherClusterOfThatNameNothingIsTouched() throws Exception {
        try (Cluster cluster = connect()) {
            cluster.establish(Optional.empty());
        }
        assertEquals(RecoverMain.NOT_DONE, fromBoth("--choose", "b", "--yes"));
        says("have made a new cluster of that name");
    }

    @Test
    public void aDirectoryInUseAndWhatIsNoDirectoryAreNamed() throws Exception {
        try (DataDirectory inUse = DataDirectory.open(path("a"))) {
            assertEquals(RecoverMain.NOT_DONE, run("inspect", path("a").toString()));
            says("another process uses it");
            inUse.adopt(CLUSTER_ID, "a", 1);
        }
        assertEquals(RecoverMain.BAD_INPUT, run("inspect", path("nowhere").toString()));
        says("is no directory");
        assertEquals(RecoverMain.BAD_INPUT, run("inspect", folder.newFolder().toString()));
        says("it is no data directory");
        Path file = Files.writeString(folder.getRoot().toPath().resolve("f"), "{\"format\":1}");
        assertEquals(RecoverMain.BAD_INPUT, recover("zookeeper", "--from", file.toString()));
        says("is not what 'recover inspect -o json' prints");
        assertEquals(
                RecoverMain.BAD_INPUT,
                recover(
                        "zookeeper",
                        "--from",
                        path("a").toString(),
                        "--from",
                        path("a").toString()));
        says("named twice");
    }

    @Test
    public void aRetiredDirectoryIsShownAndNoChoice() throws Exception {
        try (DataDirectory directory = DataDirectory.open(path("b"))) {
            directory.adopt(CLUSTER_ID, "b", 1);
            directory.retire();
        }
        assertEquals(0, run("inspect", path("b").toString()));
        says("has left");
        assertEquals(0, fromBoth("--dry-run"));
        says("a (recommended), in epoch 1007 of lineage 2");
    }

    @Test
    public void aChainThatZooKeeperDoesNotKnowIsNotForced() {
        assertEquals(RecoverMain.NOT_DONE, recover("chain", "--from", path("a").toString()));
        says("see 'recover zookeeper'");
    }

    @Test
    public void whatAZnodeSaysSendsNothingToTheTerminal() throws Exception {
        String root = "{\"format\":1,\"clusterId\":\"\\u001b[2Jother\",\"formatVersion\":1}";
        try (CuratorFramework curator =
                CuratorFrameworkFactory.newClient(zookeeper.getConnectString(), new RetryOneTime(100))) {
            curator.start();
            curator.create()
                    .creatingParentsIfNeeded()
                    .forPath("/catena/default", root.getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(3, fromBoth("--choose", "a", "--yes"));
        says("\\u001b[2Jother");
        assertEquals(printed.toString(), -1, printed.toString().indexOf('\u001b'));
    }
}
