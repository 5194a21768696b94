package io.catena.server.recovery;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.audit.AuditLog;
import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.GivenShape;
import io.catena.server.controller.decision.KnownMembership;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ClusterIdentity;
import io.catena.server.coordination.KeptFiles;
import io.catena.server.rpc.LogCapture;
import io.catena.server.storage.DataDirectory;
import io.catena.server.storage.NodeStore;
import io.catena.server.storage.journal.LogLayout;
import io.catena.server.storage.leveldb.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * A cluster of three chains on the nodes a and b, of which ZooKeeper knows nothing any more. In chain c, a has c records and b
 * has 4 - c; nothing was ever written to a chain 4, because there is none.
 */
public class RecoverManyChainsTest {
    private static final ClusterShape SHAPE = new ClusterShape(3, ClusterShape.ALL);
    private static final int FORMAT = 3;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public final RecoverRig rig = new RecoverRig(folder);

    @Before
    public void start() throws Exception {
        data("a", 1, 2, 3);
        data("b", 3, 2, 1);
    }

    private void data(String node, int... records) throws Exception {
        try (DataDirectory directory = DataDirectory.open(rig.path(node))) {
            directory.adopt(RecoverRig.CLUSTER_ID, node, FORMAT, SHAPE);
            Engine engine = Engine.choose(directory.nativeLibraries());
            try (NodeStore store = NodeStore.open(
                    directory.store(SHAPE.chains()), LogLayout.MANY_CHAINS, engine, 1 << 20, Runnable::run)) {
                for (int chain = 1; chain <= SHAPE.chains(); chain++) {
                    Configuration last = new Configuration(
                            chain,
                            10 + chain,
                            1,
                            List.of(RecoverRig.member("a"), RecoverRig.member("b")),
                            null,
                            true,
                            Map.of());
                    directory.keepMembership(
                            chain, FORMAT, new KeptFiles().encode(new KnownMembership(last, last.epoch())));
                    store.replica(chain).recover();
                    store.replica(chain)
                            .write(new DiskWrite(
                                    false, -1, RecoverRig.log(records[chain - 1]), List.of(), last.epoch(), 1, 0));
                }
            }
        }
    }

    private static Optional<String> head(Cluster cluster, int chain) throws Exception {
        return cluster.chain(chain)
                .fetch()
                .map(configuration -> configuration.head().nodeId());
    }

    @Test
    public void inspectShowsTheCopiesOfEachChainTogetherAndAFileCarriesThemAll() throws Exception {
        assertEquals(
                0, rig.run("inspect", rig.path("a").toString(), rig.path("b").toString()));
        List<String> lines = rig.printed().lines().toList();
        assertEquals(12, lines.size());
        assertEquals("Chain 3:", lines.get(8));
        assertTrue(
                lines.get(10), lines.get(10).startsWith("a ") && lines.get(10).contains(" 13 "));
        assertTrue(lines.get(11), lines.get(11).startsWith("b "));
        assertEquals(
                0,
                rig.run(
                        "inspect",
                        "-o",
                        "json",
                        rig.path("a").toString(),
                        rig.path("b").toString()));
        Path file = Files.writeString(folder.getRoot().toPath().resolve("copies.json"), rig.printed());
        assertEquals(
                0,
                rig.run(
                        "zookeeper",
                        "--zookeeper",
                        rig.zookeeper(),
                        "--from",
                        file.toString(),
                        "--chain",
                        "all",
                        "--dry-run"));
        String fromFile = rig.printed();
        assertEquals(0, rig.fromBoth("--chain", "all", "--dry-run"));
        assertEquals(rig.printed(), fromFile);
        rig.says("Nothing was changed");
    }

    @Test
    public void theChainMustBeNamedAndBeThere() {
        assertEquals(RecoverMain.BAD_INPUT, rig.fromBoth());
        rig.says("this cluster has 3 chains; say --chain N, or --chain all");
        for (String wrong : List.of("0", "4", "x", "-1", "")) {
            assertEquals(RecoverMain.BAD_INPUT, rig.fromBoth("--chain", wrong));
            rig.says("--chain must be 1 to 3, or all");
        }
    }

    @Test
    public void allChainsAreFormedFromTheirBestCopiesWithOneWord() throws Exception {
        for (String typed : List.of("", "a\n", "yes\n", "Recommended\n")) {
            rig.type(typed);
            try (LogCapture audit = new LogCapture(AuditLog.LOGGER)) {
                assertEquals(RecoverMain.NOT_DONE, rig.fromBoth("--chain", "all"));
                assertEquals(3, audit.linesWith("\"outcome\":\"REFUSED\"").size());
            }
            rig.says("nothing was changed");
        }
        rig.type("recommended\n");
        try (LogCapture audit = new LogCapture(AuditLog.LOGGER)) {
            assertEquals(rig.printed(), 0, rig.fromBoth("--chain", "all"));
            assertEquals(3, audit.linesWith("\"outcome\":\"DONE\"").size());
            assertEquals(1, audit.linesWith("\"chain\":\"3\"").size());
        }
        rig.says("Type 'recommended' to form each of 3 chains");
        rig.says("Done: chain 1, epoch 1011 of lineage 1. Start b");
        try (Cluster cluster = rig.connect()) {
            ClusterIdentity identity =
                    cluster.establish(Optional.of(RecoverRig.CLUSTER_ID), new GivenShape(3, ClusterShape.ALL));
            assertEquals("a bare ZooKeeper learns how many chains there are", SHAPE, identity.shape());
            assertEquals(Optional.of("b"), head(cluster, 1));
            assertEquals(Optional.of("a"), head(cluster, 3));
            assertEquals(12, cluster.chain(2).fetchActivated().orElseThrow().epoch());
        }
        assertEquals(RecoverMain.NOT_DONE, rig.fromBoth("--chain", "all"));
        rig.says("there is nothing to recover");
    }

    @Test
    public void aRecoveryOfAllGoesOnBehindWhatWasDoneBefore() throws Exception {
        assertEquals(rig.printed(), 0, rig.fromBoth("--chain", "2", "--choose", "b", "--yes"));
        try (Cluster cluster = rig.connect()) {
            assertEquals(Optional.of("b"), head(cluster, 2));
            assertEquals("of no other chain anything was written", Optional.empty(), head(cluster, 1));
        }
        assertEquals(rig.printed(), 0, rig.fromBoth("--chain", "all", "--choose", "recommended", "--yes"));
        rig.says("Nothing to do: ZooKeeper knows epoch 1012");
        try (Cluster cluster = rig.connect()) {
            assertEquals(Optional.of("b"), head(cluster, 1));
            assertEquals("it stays as it was chosen", Optional.of("b"), head(cluster, 2));
            assertEquals(Optional.of("a"), head(cluster, 3));
        }
    }

    @Test
    public void aChainWithoutAnyUsableCopyIsRefusedAndTheOthersAreFormed() throws Exception {
        try (DataDirectory directory = DataDirectory.open(rig.path("c"))) {
            directory.adopt(RecoverRig.CLUSTER_ID, "c", FORMAT, SHAPE);
            Engine engine = Engine.choose(directory.nativeLibraries());
            try (NodeStore store = NodeStore.open(
                    directory.store(SHAPE.chains()), LogLayout.MANY_CHAINS, engine, 1 << 20, Runnable::run)) {
                store.replica(2).recover();
                store.replica(2).write(new DiskWrite(false, -1, RecoverRig.log(2), List.of(), 12, 1, 0));
            }
        }
        assertEquals(
                RecoverMain.NOT_DONE,
                rig.recover(
                        "zookeeper",
                        "--from",
                        rig.path("c").toString(),
                        "--chain",
                        "all",
                        "--choose",
                        "recommended",
                        "--yes"));
        rig.says("recover: chain 1: no copy that is shown can be used");
        rig.says("Done: chain 2");
        try (Cluster cluster = rig.connect()) {
            assertEquals(Optional.of("c"), head(cluster, 2));
            assertEquals(Optional.empty(), head(cluster, 1));
        }
    }

    @Test
    public void aClusterOfThatNameWithAnotherShapeIsNotTouched() throws Exception {
        try (Cluster cluster = rig.connect()) {
            cluster.establish(Optional.empty(), new GivenShape(5, ClusterShape.ALL));
        }
        assertEquals(RecoverMain.NOT_DONE, rig.fromBoth("--chain", "all", "--choose", "recommended", "--yes"));
        rig.says("has 5 chains on all nodes, and the nodes' data is of 3 chains on all nodes");
    }

    @Test
    public void directoriesOfDifferentShapesAreNotShownTogether() throws Exception {
        try (DataDirectory directory = DataDirectory.open(rig.path("d"))) {
            directory.adopt(RecoverRig.CLUSTER_ID, "d", 1);
        }
        assertEquals(RecoverMain.BAD_INPUT, rig.fromBoth("--from", rig.path("d").toString(), "--chain", "1"));
        rig.says("show those of one cluster only");
    }
}
