package io.catena.server.coordination;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ClusterShape;
import io.catena.server.coordination.client.ConditionalWrite.Outcome;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.ZooKeeperCalls.Transaction;
import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Departures;
import io.catena.server.placement.Placement;
import io.catena.server.placement.PublishedPlacement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** The placement of 2,500 chains in ZooKeeper. */
public class PlacementZnodesTest {
    private static final int CHAINS = 2_500;
    private static final String PATH = "/x";

    private final PlacementCodec codec = new PlacementCodec(new ZnodeCodec());

    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private Cluster cluster;
    private PlacementZnodes znodes;

    @Before
    public void connect() throws Exception {
        cluster = rig.node("a").cluster();
        znodes = new PlacementZnodes(cluster, new ClusterShape(CHAINS, 3));
    }

    private static PublishedPlacement placement(int first) {
        Map<String, CarryingNode> nodes = new HashMap<>();
        List<List<String>> lines = new ArrayList<>();
        for (int chain = 0; chain < CHAINS; chain++) {
            List<String> line = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String id = "node-" + (first + chain + i) % 40;
                nodes.put(id, new CarryingNode(id, "rack " + id.length(), 1 + id.length()));
                line.add(id);
            }
            lines.add(line);
        }
        return new PublishedPlacement(new Placement(lines), nodes);
    }

    private int term() throws Exception {
        return cluster.calls()
                .stat(rig.znodes().controllerEpoch())
                .orElseThrow()
                .getVersion();
    }

    private Transaction publish(int term, PlacementZnodes.Found seen, PublishedPlacement next) throws Exception {
        return znodes.publish(term, seen, next, seen.departures());
    }

    private int version(int page) throws Exception {
        return cluster.calls().stat(rig.znodes().placement(page)).orElseThrow().getVersion();
    }

    @Test
    public void whatIsPublishedIsFoundPageByPageAndAsAWhole() throws Exception {
        assertEquals(PublishedPlacement.empty(CHAINS), znodes.find().published());
        assertTrue(publish(term(), znodes.find(), placement(0)).done());
        assertEquals(placement(0), znodes.find().published());
        assertEquals(
                List.of(
                        rig.znodes().root() + "/placement",
                        rig.znodes().root() + "/placement-2",
                        rig.znodes().root() + "/placement-3"),
                znodes.paths());
        assertEquals(2_001, znodes.firstChain(3));
        assertEquals(placement(0).placement().lines().subList(2_000, CHAINS), znodes.lines(3));
        assertTrue(publish(term(), znodes.find(), placement(1)).done());
        assertEquals(placement(1), znodes.find().published());
    }

    @Test
    public void aPlacementThatDoesNotFollowOnWhatWasSeenChangesNothing() throws Exception {
        PlacementZnodes.Found seen = znodes.find();
        publish(term(), seen, placement(0));
        Transaction overtaken = publish(term(), seen, placement(1));
        assertFalse(overtaken.done());
        assertTrue("not the term", overtaken.failedOperation() > 0);
        assertEquals(placement(0), znodes.find().published());
    }

    @Test
    public void whatIsSaidOfNodesStandsBesideThePlacement() throws Exception {
        assertEquals(Departures.NONE, znodes.find().departures());
        Departures said = Departures.NONE.drain("node-1").go(List.of("node-2"), List.of("node-2"));
        assertEquals(Outcome.DONE, znodes.replace(znodes.find(), said));
        assertEquals(said, znodes.find().departures());
        assertTrue(publish(term(), znodes.find(), placement(0)).done());
        assertEquals("a placement changes nothing of it", said, znodes.find().departures());
    }

    @Test
    public void whatIsSaidOfNodesIsPublishedWithAPlacementAndOnlyPagesThatChangeAreWritten() throws Exception {
        publish(term(), znodes.find(), placement(0));
        PlacementZnodes.Found seen = znodes.find();
        Departures away = seen.departures().drain("a").away(Map.of("node-1", 30_000L));
        assertTrue(znodes.publish(term(), seen, placement(0), away).done());
        assertEquals(away, znodes.find().departures());
        assertEquals(0, version(1));
        List<List<String>> lines = new ArrayList<>(placement(0).placement().lines());
        lines.set(CHAINS - 1, lines.get(0));
        PublishedPlacement next =
                new PublishedPlacement(new Placement(lines), placement(0).nodes());
        assertTrue(publish(term(), znodes.find(), next).done());
        assertEquals(next, znodes.find().published());
        assertEquals(0, version(1));
        assertEquals(1, version(3));
        assertFalse("an unchanged page is compared", publish(term(), seen, next).done());
    }

    @Test
    public void whatIsSaidOfNodesIsReplacedOnlyByWhoHasSeenIt() throws Exception {
        PlacementZnodes.Found nothing = znodes.find();
        assertEquals(Outcome.DONE, znodes.replace(nothing, Departures.NONE.drain("a")));
        assertEquals(Outcome.OVERTAKEN, znodes.replace(nothing, Departures.NONE.drain("b")));
        PlacementZnodes.Found first = znodes.find();
        assertEquals(Outcome.DONE, znodes.replace(first, first.departures().drain("b")));
        assertEquals(Outcome.OVERTAKEN, znodes.replace(first, first.departures().drain("c")));
        assertEquals(Departures.NONE.drain("a").drain("b"), znodes.find().departures());
    }

    @Test
    public void whatIsSaidOfNodesIsReplacedOnlyByWhoHasSeenThePlacement() throws Exception {
        publish(term(), znodes.find(), placement(0));
        PlacementZnodes.Found before = znodes.find();
        List<List<String>> lines = new ArrayList<>(placement(0).placement().lines());
        lines.set(CHAINS - 1, lines.get(0));
        publish(
                term(),
                before,
                new PublishedPlacement(new Placement(lines), placement(0).nodes()));
        assertEquals(Outcome.OVERTAKEN, znodes.replace(before, Departures.NONE.drain("a")));
        assertEquals(Departures.NONE, znodes.find().departures());
        assertEquals(Outcome.DONE, znodes.replace(znodes.find(), Departures.NONE.drain("a")));
    }

    @Test
    public void aPlacementThatDoesNotKnowOfADrainedNodeChangesNothing() throws Exception {
        PlacementZnodes.Found nothing = znodes.find();
        znodes.replace(nothing, Departures.NONE.drain("a"));
        Transaction first = publish(term(), nothing, placement(0));
        assertFalse(first.done());
        assertTrue("not the term", first.failedOperation() > 0);
        PlacementZnodes.Found drained = znodes.find();
        znodes.replace(drained, Departures.NONE);
        assertFalse(publish(term(), drained, placement(0)).done());
        assertTrue(publish(term(), znodes.find(), placement(0)).done());
    }

    @Test
    public void whatIsSaidOfNodesAndCannotBeUnderstoodIsTold() throws Exception {
        for (String bad : new String[] {
            "garbage",
            "{\"format\":1,\"drained\":[],\"awayMillis\":{}}",
            "{\"format\":1,\"drained\":[1],\"gone\":[],\"awayMillis\":{}}",
            "{\"format\":1,\"drained\":[\"\\n\"],\"gone\":[],\"awayMillis\":{}}",
            "{\"format\":1,\"drained\":[],\"gone\":[],\"awayMillis\":{\"a\":\"b\"}}",
            "{\"format\":1,\"drained\":[],\"gone\":[],\"awayMillis\":{\"\":1}}"
        }) {
            rig.put(rig.znodes().departures(), bad);
            assertThrows(bad, MalformedZnode.class, () -> znodes.find());
        }
        assertEquals("nodes go on", 1_000, znodes.lines(1).size());
    }

    @Test
    public void aPlacementOfAnOlderTermChangesNothing() throws Exception {
        int old = term();
        rig.put(rig.znodes().controllerEpoch(), new ZnodeCodec.Term("b"));
        Transaction late = publish(old, znodes.find(), placement(0));
        assertFalse(late.done());
        assertEquals(0, late.failedOperation());
    }

    @Test
    public void aPageThatCannotBeUnderstoodIsToldAndTheOthersAreRead() throws Exception {
        publish(term(), znodes.find(), placement(0));
        rig.put(rig.znodes().placement(2), "garbage");
        assertThrows(MalformedZnode.class, () -> znodes.find());
        assertThrows(MalformedZnode.class, () -> znodes.lines(2));
        assertEquals(1_000, znodes.lines(1).size());
    }

    @Test
    public void aPageIsReadWithinBounds() throws Exception {
        Map<String, CarryingNode> nodes =
                Map.of("a", new CarryingNode("a", "r", 2), "b", new CarryingNode("b", "r", 1));
        PlacementCodec.Page page = new PlacementCodec.Page(List.of(List.of("b", "a"), List.of()), nodes);
        String text = new String(codec.encode(page), StandardCharsets.UTF_8);
        assertEquals(
                "{\"format\":1,\"nodes\":[{\"id\":\"a\",\"domain\":\"r\",\"capacity\":2},"
                        + "{\"id\":\"b\",\"domain\":\"r\",\"capacity\":1}],\"lines\":[\"1 0\",\"\"]}",
                text);
        assertEquals(page, codec.decode(PATH, text.getBytes(StandardCharsets.UTF_8), 2));
        for (String bad : new String[] {
            text.replace("\"1 0\"", "\"1 2\""),
            text.replace("\"1 0\"", "\"1 1\""),
            text.replace("\"1 0\"", "\"1  0\""),
            text.replace("\"1 0\"", "\"-1\""),
            text.replace("\"1 0\"", "\"999999999999\""),
            text.replace("\"1 0\"", "7"),
            text.replace("\"1 0\",", ""),
            text.replace("\"a\"", "\"b\""),
            text.replace("\"a\"", "\"\""),
            text.replace("\"a\"", "null"),
            text.replace("\"capacity\":2", "\"capacity\":0"),
            text.replace("\"domain\":\"r\",\"capacity\":2", "\"domain\":\"\",\"capacity\":2")
        }) {
            assertThrows(bad, MalformedZnode.class, () -> codec.decode(PATH, bad.getBytes(StandardCharsets.UTF_8), 2));
        }
    }

    @Test
    public void aPageOfOneThousandChainsOfOneHundredReplicasIsShortEnough() throws Exception {
        Map<String, CarryingNode> nodes = new HashMap<>();
        List<List<String>> lines = new ArrayList<>();
        for (int chain = 0; chain < PlacementZnodes.CHAINS_PER_PAGE; chain++) {
            List<String> line = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String id = "node-" + (chain + i) % 1_000;
                nodes.put(id, new CarryingNode(id, id, 1));
                line.add(id);
            }
            lines.add(line);
        }
        PlacementCodec.Page page = new PlacementCodec.Page(lines, nodes);
        assertEquals(page, codec.decode(PATH, codec.encode(page), PlacementZnodes.CHAINS_PER_PAGE));
    }
}
