package io.catena.server.coordination;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ClusterShape;
import io.catena.server.coordination.client.ZooKeeperCalls.Transaction;
import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Departures;
import io.catena.server.placement.Placement;
import io.catena.server.placement.PublishedPlacement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.CreateMode;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** The placement of 10,000 chains on 1,000 nodes with long names: more than ZooKeeper takes in one request, which is 1 MB. */
public class LargePlacementTest {
    private static final int CHAINS = 10_000;
    private static final int NODES = 1_000;
    private static final int PAGES = CHAINS / PlacementZnodes.CHAINS_PER_PAGE;

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
                String id = "x".repeat(60) + (first + chain + i) % NODES;
                nodes.put(id, new CarryingNode(id, id, 1));
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

    private List<Integer> versions() throws Exception {
        List<Integer> versions = new ArrayList<>();
        for (int page = 1; page <= PAGES; page++) {
            versions.add(cluster.calls()
                    .stat(rig.znodes().placement(page))
                    .orElseThrow()
                    .getVersion());
        }
        return versions;
    }

    @Test
    public void itIsPublishedAndReplacedInStepsThatZooKeeperTakes() throws Exception {
        Departures said = Departures.NONE.drain("b");
        assertTrue(znodes.publish(term(), znodes.find(), placement(0), said).done());
        PlacementZnodes.Found first = znodes.find();
        assertEquals(placement(0), first.published());
        assertEquals(said, first.departures());
        assertTrue(znodes.publish(term(), first, placement(1), Departures.NONE).done());
        assertEquals(placement(1), znodes.find().published());
        assertEquals(Departures.NONE, znodes.find().departures());
        assertEquals("each page is written once each time", List.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1), versions());
    }

    @Test
    public void aStepFollowsOnlyOnWhatWasSeenAndOnTheStepsBefore() throws Exception {
        znodes.publish(term(), znodes.find(), placement(0), Departures.NONE);
        PlacementZnodes.Found seen = znodes.find();
        assertTrue(znodes.publish(term(), seen, placement(1), Departures.NONE).done());
        for (PublishedPlacement other : List.of(placement(0), placement(2))) {
            Transaction overtaken = znodes.publish(term(), seen, other, Departures.NONE);
            assertFalse(overtaken.done());
            assertTrue("not the term", overtaken.failedOperation() > 0);
        }
        assertEquals(placement(1), znodes.find().published());
    }

    @Test
    public void aPlacementOfWhichOnlyTheFirstStepsWereDoneIsReplacedLikeAnyOther() throws Exception {
        PlacementZnodes.Found nothing = znodes.find();
        PlacementCodec codec = new PlacementCodec(cluster.codec());
        List<List<String>> last = placement(7).placement().lines().subList(CHAINS - 1_000, CHAINS);
        cluster.calls()
                .create(
                        rig.znodes().placement(PAGES),
                        codec.encode(new PlacementCodec.Page(last, placement(7).nodes())),
                        CreateMode.PERSISTENT);
        Transaction halfDone = znodes.publish(term(), nothing, placement(0), Departures.NONE);
        assertFalse(halfDone.done());
        assertTrue("not the term", halfDone.failedOperation() > 0);
        PlacementZnodes.Found half = znodes.find();
        assertEquals(
                placement(0).placement().line(1), half.published().placement().line(1));
        assertEquals(
                placement(7).placement().line(CHAINS),
                half.published().placement().line(CHAINS));
        assertTrue(znodes.publish(term(), half, placement(0), Departures.NONE).done());
        assertEquals(placement(0), znodes.find().published());
    }

    @Test
    public void whatIsSaidOfNodesIsWrittenWithTheFirstStepOrBeforeItIfBothAreTooLong() throws Exception {
        List<String> many = new ArrayList<>();
        for (int node = 0; node < Departures.MOST_DRAINED; node++) {
            many.add("y".repeat(180) + node);
        }
        Departures said = new Departures(many, many);
        assertTrue(znodes.publish(term(), znodes.find(), placement(0), said).done());
        assertEquals(said, znodes.find().departures());
        assertEquals(placement(0), znodes.find().published());
    }
}
