package io.catena.server.coordination;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ClusterShape;
import io.catena.server.coordination.client.ConditionalWrite.Outcome;
import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Departures;
import io.catena.server.placement.Placement;
import io.catena.server.placement.PublishedPlacement;
import io.catena.server.runtime.ManualTime;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** What a node says of itself. Chain 1 is to be on a and b. */
public class OwnDepartureTest {
    private static final ClusterShape SHAPE = new ClusterShape(1, 2);

    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private final ManualTime time = new ManualTime();
    private PlacementZnodes znodes;
    private OwnDeparture a;

    @Before
    public void place() throws Exception {
        Cluster cluster = rig.node("a").cluster();
        znodes = new PlacementZnodes(cluster, SHAPE);
        int term = cluster.calls()
                .stat(rig.znodes().controllerEpoch())
                .orElseThrow()
                .getVersion();
        Map<String, CarryingNode> nodes =
                Map.of("a", new CarryingNode("a", "a", 1), "b", new CarryingNode("b", "b", 1));
        assertTrue(znodes.publish(
                        term,
                        znodes.find(),
                        new PublishedPlacement(new Placement(List.of(List.of("a", "b"))), nodes),
                        Departures.NONE)
                .done());
        a = new OwnDeparture(znodes, "a", time);
    }

    private Departures said() throws Exception {
        return znodes.find().departures();
    }

    private void isSaid(Departures departures) throws Exception {
        assertEquals(Outcome.DONE, znodes.replace(znodes.find(), departures));
    }

    @Test
    public void aNodeThatGoesIsGoneAndIsDrainedNoMore() throws Exception {
        isSaid(Departures.NONE.drain("a").drain("b"));
        a.goes();
        assertEquals(new Departures(List.of("b"), List.of("a")), said());
    }

    @Test
    public void aNodeThatCarriesNothingNeedNotSayThatItGoes() throws Exception {
        new OwnDeparture(znodes, "c", time).goes();
        assertEquals(Departures.NONE, said());
    }

    @Test
    public void aNodeThatIsThereAgainIsNotGone() throws Exception {
        isSaid(new Departures(List.of("a"), List.of("a", "b")).away(Map.of("a", 30_000L)));
        a.comes();
        time.runDue();
        assertEquals("what an operator wishes stays", new Departures(List.of("a"), List.of("b")), said());
    }

    @Test
    public void whoHasSaidThatItGoesDoesNotTakeItBack() throws Exception {
        a.goes();
        a.comes();
        time.runDue();
        assertEquals(new Departures(List.of(), List.of("a")), said());
    }

    @Test
    public void whatCannotBeSaidKeepsNobody() throws Exception {
        rig.put(rig.znodes().departures(), "garbage");
        a.comes();
        time.runDue();
        a.goes();
    }

    @Test
    public void anOrderThatIsUnderWayFailsWhenTheNodeComes() throws Exception {
        PlacementZnodes.Found before = znodes.find();
        a.comes();
        time.runDue();
        assertEquals(Outcome.OVERTAKEN, znodes.replace(before, new Departures(List.of(), List.of("a"))));
        assertEquals(Departures.NONE, said());
    }
}
