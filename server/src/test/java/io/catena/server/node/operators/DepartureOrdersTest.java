package io.catena.server.node.operators;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.catena.server.coordination.OwnDeparture;
import io.catena.server.coordination.ZooKeeperRig;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.departing.DepartureWish;
import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Departures;
import io.catena.server.runtime.ManualTime;
import io.catena.thrift.OutcomeUnknown;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Chain 1 is to be on a and b, chain 2 on c and a. */
public class DepartureOrdersTest {
    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private PlacementRig placement;

    @Before
    public void placeChains() throws Exception {
        placement = new PlacementRig(rig);
    }

    private void make(DepartureWish wish) throws Exception {
        new DepartureOrders(placement.cluster, placement.znodes, "").make(wish, situation -> situation);
    }

    @Test
    public void anOrderThatIsStoredIsNotToldAsOneThatIsNot() throws Exception {
        placement.register("a", "b", "c");
        DepartureOrders orders = new DepartureOrders(placement.cluster, placement.znodes, "look there");
        OutcomeUnknown error = assertThrows(
                OutcomeUnknown.class,
                () -> orders.make(DepartureWish.drain("b", 2), situation -> {
                    throw new ZooKeeperUnavailable("no answer", null);
                }));
        assertEquals(
                "the wish is stored; what follows from it cannot be told now: no answer; look there",
                error.getMessage());
        assertEquals(Departures.NONE.drain("b"), placement.departures());
    }

    @Test
    public void aNodeThatGoesBeforeItHasSaidThatItIsThereIsGone() throws Exception {
        ManualTime time = new ManualTime();
        OwnDeparture node = new OwnDeparture(placement.znodes, "a", time);
        node.comes();
        node.goes();
        time.runDue();
        assertEquals(new Departures(List.of(), List.of("a")), placement.departures());
    }

    /** Chain 2 is on c, which registers behind the look of an order that says that nodes which are away do not come back. */
    @Test
    public void aNodeThatRegistersMeanwhileIsNotSaidToBeGone() throws Exception {
        placement.register("a", "b");
        List<List<String>> absent = new ArrayList<>();
        make(before -> {
            absent.add(before.absent().stream().map(CarryingNode::nodeId).toList());
            if (absent.size() == 1) {
                comes("c");
            }
            return DepartureWish.rebalance(2).of(before);
        });
        assertEquals(List.of(List.of("c"), List.of()), absent);
        assertEquals(Departures.NONE, placement.departures());
    }

    /** Whoever is to carry nothing when it registers need not write that it is there. */
    @Test
    public void aNodeThatRegistersWhenThePlacementHasLetGoOfItIsNotSaidToBeGone() throws Exception {
        placement.register("a", "b");
        List<List<String>> absent = new ArrayList<>();
        make(before -> {
            absent.add(before.absent().stream().map(CarryingNode::nodeId).toList());
            if (absent.size() == 1) {
                placedWithoutC();
                comes("c");
            }
            return DepartureWish.rebalance(2).of(before);
        });
        assertEquals(List.of(List.of("c"), List.of()), absent);
        assertEquals(Departures.NONE, placement.departures());
    }

    private void placedWithoutC() {
        try {
            placement.place(List.of(List.of("a", "b"), List.of("b", "a")));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void comes(String nodeId) {
        ManualTime time = new ManualTime();
        try {
            placement.register(nodeId);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        new OwnDeparture(placement.znodes, nodeId, time).comes();
        time.runDue();
    }
}
