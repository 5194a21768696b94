package io.catena.server.node.operators;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.coordination.OwnDeparture;
import io.catena.server.coordination.ZooKeeperRig;
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

    private void damagePlacement() {
        try {
            rig.put(rig.znodes().placement(1), "garbage");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    public void anOrderThatIsStoredIsNotToldAsOneThatIsNot() throws Exception {
        placement.register("a", "b", "c");
        OutcomeUnknown error = assertThrows(
                OutcomeUnknown.class,
                () -> make(before -> {
                    damagePlacement();
                    return before.departures().drain("b");
                }));
        assertTrue(error.getMessage(), error.getMessage().startsWith("the wish is stored; what follows"));
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
