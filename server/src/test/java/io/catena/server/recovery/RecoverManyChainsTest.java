package io.catena.server.recovery;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.audit.AuditLog;
import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.GivenShape;
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
import io.catena.server.storage.NodeStore;
import io.catena.server.storage.journal.LogLayout;
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
import org.apache.curator.test.TestingServer;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import picocli.CommandLine;

/**
 * A cluster of three chains on the nodes a and b, of which ZooKeeper knows nothing any more. In chain c, a has c records and b
 * has 4 - c; nothing was ever written to a chain 4, because there is none.
 */
public class RecoverManyChainsTest {
    private static final String CLUSTER_ID = "cluster-id";
    private static final ClusterShape SHAPE = new ClusterShape(3, ClusterShape.ALL);
    private static final int FORMAT = 3;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final StringWriter printed = new StringWriter();
    private final InputStream standardInput = System.in;
    private TestingServer zookeeper;

    @Before
    public void start() throws Exception {
        zookeeper = new TestingServer();
        data("a", 1, 2, 3);
        data("b", 3, 2, 1);
    }

    @After
    public void end() throws Exception {
        System.setIn(standardInput);
        zookeeper.close();
    }

    private Path path(String node) {
        return folder.getRoot().toPath().resolve(node);
    }

    private static Member member(String node) {
        return new Member(node, node.charAt(0), node + ".invalid:1");
    }

    private void data(String node, int... records) throws Exception {
        try (DataDirectory directory = DataDirectory.open(path(node))) {
            directory.adopt(CLUSTER_ID, node, FORMAT, SHAPE);
            Engine engine = Engine.choose(directory.nativeLibraries());
            try (NodeStore store = NodeStore.open(
                    directory.store(SHAPE.chains()), LogLayout.MANY_CHAINS, engine, 1 << 20, Runnable::run)) {
                for (int chain = 1; chain <= SHAPE.chains(); chain++) {
                    Configuration last = new Configuration(
                            chain, 10 + chain, 1, List.of(member("a"), member("b")), null, true, Map.of());
                    directory.keepMembership(
                            chain, FORMAT, new KeptFiles().encode(new KnownMembership(last, last.epoch())));
                    store.replica(chain).recover();
                    store.replica(chain)
                            .write(new DiskWrite(false, -1, log(records[chain - 1]), List.of(), last.epoch(), 1, 0));
                }
            }
        }
    }

    private static List<LogRecord> log(int records) {
        List<LogRecord> log = new ArrayList<>();
        for (int seq = 1; seq <= records; seq++) {
            Key key = new Key(("key" + seq).getBytes(StandardCharsets.UTF_8));
            log.add(LogRecord.encode(
                    seq, 1, List.of(new LoggedWrite(LoggedWrite.Kind.PUT, key, new byte[10], null, null))));
        }
        return log;
    }

    private int run(List<String> arguments) {
        printed.getBuffer().setLength(0);
        CommandLine commandLine = RecoverMain.commandLine();
        commandLine.setOut(new PrintWriter(printed, true));
        commandLine.setErr(new PrintWriter(printed, true));
        return commandLine.execute(arguments.toArray(new String[0]));
    }

    private int fromBoth(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "zookeeper",
                "--zookeeper",
                zookeeper.getConnectString(),
                "--from",
                path("a").toString(),
                path("b").toString()));
        arguments.addAll(List.of(more));
        return run(arguments);
    }

    private void type(String line) {
        System.setIn(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
    }

    private void says(String part) {
        assertTrue(printed.toString(), printed.toString().contains(part));
    }

    private Cluster connect() throws Exception {
        return Cluster.connect(new ClusterSettings(zookeeper.getConnectString(), "default", 10_000, 10_000));
    }

    private static Optional<String> head(Cluster cluster, int chain) throws Exception {
        return cluster.chain(chain)
                .fetch()
                .map(configuration -> configuration.head().nodeId());
    }

    @Test
    public void inspectShowsTheCopiesOfEachChainTogetherAndAFileCarriesThemAll() throws Exception {
        assertEquals(0, run(List.of("inspect", path("a").toString(), path("b").toString())));
        List<String> lines = printed.toString().lines().toList();
        assertEquals(12, lines.size());
        assertEquals("Chain 3:", lines.get(8));
        assertTrue(
                lines.get(10), lines.get(10).startsWith("a ") && lines.get(10).contains(" 13 "));
        assertTrue(lines.get(11), lines.get(11).startsWith("b "));
        assertEquals(
                0,
                run(List.of(
                        "inspect", "-o", "json", path("a").toString(), path("b").toString())));
        Path file = Files.writeString(folder.getRoot().toPath().resolve("copies.json"), printed.toString());
        assertEquals(
                0,
                run(List.of(
                        "zookeeper",
                        "--zookeeper",
                        zookeeper.getConnectString(),
                        "--from",
                        file.toString(),
                        "--chain",
                        "all",
                        "--dry-run")));
        String fromFile = printed.toString();
        assertEquals(0, fromBoth("--chain", "all", "--dry-run"));
        assertEquals(printed.toString(), fromFile);
        says("Nothing was changed");
    }

    @Test
    public void theChainMustBeNamedAndBeThere() {
        assertEquals(RecoverMain.BAD_INPUT, fromBoth());
        says("this cluster has 3 chains; say --chain N, or --chain all");
        for (String wrong : List.of("0", "4", "x", "-1", "")) {
            assertEquals(RecoverMain.BAD_INPUT, fromBoth("--chain", wrong));
            says("--chain must be 1 to 3, or all");
        }
    }

    @Test
    public void allChainsAreFormedFromTheirBestCopiesWithOneWord() throws Exception {
        for (String typed : List.of("", "a\n", "yes\n", "Recommended\n")) {
            type(typed);
            assertEquals(RecoverMain.NOT_DONE, fromBoth("--chain", "all"));
            says("nothing was changed");
        }
        type("recommended\n");
        try (LogCapture audit = new LogCapture(AuditLog.LOGGER)) {
            assertEquals(printed.toString(), 0, fromBoth("--chain", "all"));
            assertEquals(3, audit.linesWith("\"outcome\":\"DONE\"").size());
            assertEquals(1, audit.linesWith("\"chain\":\"3\"").size());
        }
        says("Type 'recommended' to form each of 3 chains");
        says("Done: chain 1, epoch 1011 of lineage 1. Start b");
        try (Cluster cluster = connect()) {
            ClusterIdentity identity = cluster.establish(Optional.of(CLUSTER_ID), new GivenShape(3, ClusterShape.ALL));
            assertEquals("a bare ZooKeeper learns how many chains there are", SHAPE, identity.shape());
            assertEquals(Optional.of("b"), head(cluster, 1));
            assertEquals(Optional.of("a"), head(cluster, 3));
            assertEquals(12, cluster.chain(2).fetchActivated().orElseThrow().epoch());
        }
        assertEquals(RecoverMain.NOT_DONE, fromBoth("--chain", "all"));
        says("there is nothing to recover");
    }

    @Test
    public void aRecoveryOfAllGoesOnBehindWhatWasDoneBefore() throws Exception {
        assertEquals(printed.toString(), 0, fromBoth("--chain", "2", "--choose", "b", "--yes"));
        try (Cluster cluster = connect()) {
            assertEquals(Optional.of("b"), head(cluster, 2));
            assertEquals("of no other chain anything was written", Optional.empty(), head(cluster, 1));
        }
        assertEquals(printed.toString(), 0, fromBoth("--chain", "all", "--choose", "recommended", "--yes"));
        says("Nothing to do: ZooKeeper knows epoch 1012");
        try (Cluster cluster = connect()) {
            assertEquals(Optional.of("b"), head(cluster, 1));
            assertEquals("it stays as it was chosen", Optional.of("b"), head(cluster, 2));
            assertEquals(Optional.of("a"), head(cluster, 3));
        }
    }

    @Test
    public void aChainWithoutAnyUsableCopyIsRefusedAndTheOthersAreFormed() throws Exception {
        try (DataDirectory directory = DataDirectory.open(path("c"))) {
            directory.adopt(CLUSTER_ID, "c", FORMAT, SHAPE);
            Engine engine = Engine.choose(directory.nativeLibraries());
            try (NodeStore store = NodeStore.open(
                    directory.store(SHAPE.chains()), LogLayout.MANY_CHAINS, engine, 1 << 20, Runnable::run)) {
                store.replica(2).recover();
                store.replica(2).write(new DiskWrite(false, -1, log(2), List.of(), 12, 1, 0));
            }
        }
        List<String> arguments = List.of(
                "zookeeper",
                "--zookeeper",
                zookeeper.getConnectString(),
                "--from",
                path("c").toString(),
                "--chain",
                "all",
                "--choose",
                "recommended",
                "--yes");
        assertEquals(RecoverMain.NOT_DONE, run(arguments));
        says("recover: chain 1: no copy that is shown can be used");
        says("Done: chain 2");
        try (Cluster cluster = connect()) {
            assertEquals(Optional.of("c"), head(cluster, 2));
            assertEquals(Optional.empty(), head(cluster, 1));
        }
    }

    @Test
    public void aClusterOfThatNameWithAnotherShapeIsNotTouched() throws Exception {
        try (Cluster cluster = connect()) {
            cluster.establish(Optional.empty(), new GivenShape(5, ClusterShape.ALL));
        }
        assertEquals(RecoverMain.NOT_DONE, fromBoth("--chain", "all", "--choose", "recommended", "--yes"));
        says("has 5 chains on all nodes, and the nodes' data is of 3 chains on all nodes");
    }

    @Test
    public void directoriesOfDifferentShapesAreNotShownTogether() throws Exception {
        try (DataDirectory directory = DataDirectory.open(path("d"))) {
            directory.adopt(CLUSTER_ID, "d", 1);
        }
        assertEquals(RecoverMain.BAD_INPUT, fromBoth("--from", path("d").toString(), "--chain", "1"));
        says("show those of one cluster only");
    }
}
