package io.catena.server.node.operators;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.Configuration;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.CuttableProxy;
import io.catena.server.coordination.ZooKeeperRig;
import io.catena.server.placement.Departures;
import io.catena.server.rpc.Reply;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.PlacedNode;
import io.catena.thrift.PlacementReport;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.Unavailable;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Two chains, each on two nodes: chain 1 is to be on a and b, chain 2 on c and a. */
public class PlacementDeskTest {
    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private PlacementRig placement;
    private PlacementDesk desk;

    @Before
    public void placeChains() throws Exception {
        placement = new PlacementRig(rig);
        desk = new PlacementDesk(
                placement.cluster, PlacementRig.SHAPE, placement.chains, placement.desk, placement.questions);
    }

    private PlacementReport drain(String nodeId) throws Exception {
        return PlacementRig.<PlacementReport>answer(reply -> desk.drain(nodeId, reply));
    }

    private static PlacementReport read(PlacementDesk desk) throws Exception {
        return PlacementRig.<PlacementReport>answer(reply -> desk.read(PlacementRig.ASKER, reply));
    }

    private static PlacedNode node(PlacementReport report, String id) {
        return report.getNodes().stream()
                .filter(node -> node.getNodeId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void whereChainsAreToBeAndWhereTheyAreIsTold() throws Exception {
        placement.register("a", "b", "d");
        rig.configure(
                2,
                new Configuration(
                        2, 5, 1, List.of(ZooKeeperRig.life("c", 1)), ZooKeeperRig.life("a", 2), true, Map.of("b", 1L)));
        PlacementReport report = read(desk);
        assertEquals(2, report.getReplicas());
        assertEquals("chain 1 is nowhere, and in chain 2 a node joins", 2, report.getMoving());
        assertEquals(
                List.of("a", "b", "c", "d"),
                report.getNodes().stream().map(PlacedNode::getNodeId).toList());
        assertEquals(
                "in two chains, of one the head; it joins one",
                new PlacedNode("a", false, 2, 1, 1).setHost("127.0.0.1").setPort(7400),
                node(report, "a"));
        assertEquals("c does not run", new PlacedNode("c", false, 1, 1, 1), node(report, "c"));
        assertEquals(0, node(report, "d").getChains());
    }

    @Test
    public void aChainThatIsWhereItIsToBeDoesNotMove() throws Exception {
        rig.configure(1, ZooKeeperRig.configuration(5, ZooKeeperRig.life("b", 1), ZooKeeperRig.life("a", 1)));
        assertEquals(1, read(desk).getMoving());
    }

    @Test
    public void aNodeIsDrainedAndThatIsTakenBack() throws Exception {
        placement.register("a", "b", "c");
        assertTrue(node(drain("b"), "b").isDrained());
        assertEquals(Departures.NONE.drain("b"), placement.departures());
        int version = version();
        assertTrue(node(drain("b"), "b").isDrained());
        assertEquals("nothing is written again", version, version());
        assertFalse(node(PlacementRig.<PlacementReport>answer(reply -> desk.undrain("b", reply)), "b")
                .isDrained());
        assertEquals(Departures.NONE, placement.departures());
    }

    private int version() throws Exception {
        return placement
                .cluster
                .calls()
                .stat(rig.znodes().departures())
                .orElseThrow()
                .getVersion();
    }

    @Test
    public void aNodeIsNotDrainedIfTooFewWouldBeLeft() throws Exception {
        placement.register("a", "b", "c");
        drain("b");
        Refused refused = assertThrows(Refused.class, () -> drain("c"));
        assertEquals(RefusedReason.TOO_FEW_NODES, refused.getReason());
        assertEquals(
                "there would be 1 node that runs, for chains that are each to be on 2, so that they could not be complete there;"
                        + " start 1 more first",
                refused.getMessage());
        placement.register("d");
        assertTrue(node(drain("c"), "c").isDrained());
    }

    @Test
    public void aNodeThatIsAwayIsDrainedAndCountsForNoOther() throws Exception {
        placement.register("a", "b");
        assertTrue(node(drain("c"), "c").isDrained());
        assertThrows(Refused.class, () -> drain("a"));
    }

    @Test
    public void aNodeThatThereIsNotIsNeitherDrainedNorUndrained() throws Exception {
        placement.register("a", "b");
        InvalidRequest unknown = assertThrows(InvalidRequest.class, () -> drain("z\u001b[31m"));
        assertEquals("there is no node 'z\\u001b[31m'; there are a, b, c", unknown.getMessage());
        assertThrows(
                InvalidRequest.class, () -> PlacementRig.<PlacementReport>answer(reply -> desk.undrain("z", reply)));
    }

    @Test
    public void aDrainedNodeThatIsGoneCanBeUndrained() throws Exception {
        placement.znodes.replace(placement.znodes.find(), Departures.NONE.drain("lost"));
        PlacementRig.<PlacementReport>answer(reply -> desk.undrain("lost", reply));
        assertEquals(new TreeSet<>(), placement.departures().drained());
    }

    @Test
    public void aWishThatFailsBeforeItIsWrittenHasChangedNothing() throws Exception {
        try (CuttableProxy proxy = new CuttableProxy(rig.server().getPort())) {
            PlacementDesk far = deskOf(rig.connectBriefly(proxy.connectString()));
            proxy.cut();
            assertUnchanged(reply -> far.undrain("a", reply));
        }
        placement.register("a", "b", "c");
        rig.admin()
                .setACL()
                .withACL(ZooDefs.Ids.READ_ACL_UNSAFE)
                .forPath(rig.znodes().departures());
        assertUnchanged(reply -> desk.drain("b", reply));
    }

    private static void assertUnchanged(Consumer<Reply<PlacementReport>> order) {
        Unavailable error = assertThrows(Unavailable.class, () -> PlacementRig.answer(order));
        assertTrue(error.getMessage(), error.getMessage().startsWith("nothing was changed: ZooKeeper did not"));
    }

    private PlacementDesk deskOf(Cluster cluster) {
        return new PlacementDesk(cluster, PlacementRig.SHAPE, placement.chains, placement.desk, placement.questions);
    }

    @Test
    public void ofAWishWhoseAnswerIsLostItIsToldThatItMayBeStored() throws Exception {
        placement.register("a", "b", "c");
        try (CuttableProxy proxy = new CuttableProxy(rig.server().getPort())) {
            PlacementDesk far = deskOf(rig.connectBriefly(proxy.connectString()));
            proxy.losesAnswerTo(OpCode.multi, proxy::cut);
            OutcomeUnknown error = assertThrows(
                    OutcomeUnknown.class, () -> PlacementRig.<PlacementReport>answer(reply -> far.drain("b", reply)));
            assertTrue(error.getMessage(), error.getMessage().startsWith("the wish may have been stored: "));
            assertTrue(
                    error.getMessage(), error.getMessage().endsWith("'catena status' shows which nodes are drained"));
        }
        assertEquals(Departures.NONE.drain("b"), placement.departures());
    }

    /** Curator repeats the write; by then nothing is known of the node any more. */
    @Test
    public void aWishWhoseAnswerIsLostIsNotToldAsRefused() throws Exception {
        placement.znodes.replace(placement.znodes.find(), Departures.NONE.drain("lost"));
        try (CuttableProxy proxy = new CuttableProxy(rig.server().getPort())) {
            PlacementDesk far = deskOf(rig.connect(proxy.connectString()));
            proxy.losesAnswerTo(OpCode.multi);
            PlacementReport report = PlacementRig.<PlacementReport>answer(reply -> far.undrain("lost", reply));
            assertEquals(3, report.getNodesSize());
        }
        assertEquals(Departures.NONE, placement.departures());
    }

    @Test
    public void inAClusterOfChainsOnAllNodesNothingIsDrained() throws Exception {
        PlacementDesk ofOne = new PlacementDesk(
                placement.cluster, ClusterShape.ONE_CHAIN, List.of(), placement.desk, placement.questions);
        Refused refused = assertThrows(
                Refused.class, () -> PlacementRig.<PlacementReport>answer(reply -> ofOne.drain("a", reply)));
        assertEquals(RefusedReason.ON_ALL_NODES, refused.getReason());
        assertTrue(refused.getMessage(), refused.getMessage().contains("catena leave"));
        assertEquals(new PlacementReport(0, List.of(), 0), read(ofOne));
    }

    @Test
    public void whatCannotBeUnderstoodIsNotReplaced() throws Exception {
        placement.register("a", "b", "c");
        rig.put(rig.znodes().departures(), "garbage");
        assertThrows(Unavailable.class, () -> drain("b"));
    }
}
