package io.catena.server.node.operators;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.coordination.OwnDeparture;
import io.catena.server.coordination.ZooKeeperRig;
import io.catena.server.placement.Departures;
import io.catena.thrift.OutcomeUnknown;
import java.util.ArrayDeque;
import java.util.Deque;
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
        DepartureOrders orders = new DepartureOrders(placement.cluster, placement.znodes);
        OutcomeUnknown error = assertThrows(
                OutcomeUnknown.class,
                () -> orders.make(before -> {
                    damagePlacement();
                    return before.departures().drain("b");
                }));
        assertTrue(error.getMessage(), error.getMessage().startsWith("the wish is stored; what follows"));
    }

    @Test
    public void aNodeThatGoesBeforeItHasSaidThatItIsThereIsGone() throws Exception {
        Deque<Runnable> calls = new ArrayDeque<>();
        OwnDeparture node = new OwnDeparture(placement.znodes, "a", calls::add);
        node.comes();
        node.goes();
        calls.remove().run();
        assertEquals(new Departures(List.of(), List.of("a")), placement.departures());
    }
}
