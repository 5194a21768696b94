package io.catena.server.node.operators;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ClusterShape;
import io.catena.server.coordination.ZooKeeperRig;
import io.catena.server.placement.Departures;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.PlacementPlan;
import io.catena.thrift.PlacementQuestion;
import io.catena.thrift.PlannedNode;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.Unavailable;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Chain 1 is to be on a and b, chain 2 on c and a. */
public class PlanDeskTest {
    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private PlacementRig placement;
    private PlanDesk desk;

    @Before
    public void placeChains() throws Exception {
        placement = new PlacementRig(rig);
        desk = new PlanDesk(placement.cluster, PlacementRig.SHAPE, placement.desk, placement.questions);
    }

    private PlacementPlan plan(PlacementQuestion question) throws Exception {
        return PlacementRig.<PlacementPlan>answer(reply -> desk.plan(question, PlacementRig.ASKER, reply));
    }

    private PlacementPlan rebalance() throws Exception {
        return PlacementRig.<PlacementPlan>answer(reply -> desk.rebalance(reply));
    }

    private static PlannedNode node(PlacementPlan plan, String id) {
        return plan.getNodes().stream()
                .filter(node -> node.getNodeId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void withoutADrainedNodeItsReplicasAreMadeOnOthers() throws Exception {
        placement.register("a", "b", "c");
        PlacementPlan plan = plan(new PlacementQuestion().setWithout(List.of("c")));
        assertEquals(1, plan.getReplicasToMake());
        assertEquals(0, node(plan, "c").getChainsAfter());
        assertEquals(1, node(plan, "c").getChainsBefore());
        assertEquals(1, node(plan, "c").getHeadsBefore());
        assertEquals(2, node(plan, "b").getChainsAfter());
        assertEquals(1, node(plan, "b").getReplicasToMake());
        assertEquals(7401, node(plan, "b").getPort());
        assertEquals("nothing is changed by that", Departures.NONE, placement.departures());
    }

    @Test
    public void aNodeThatIsAwayCountsAsOneThatComesBackUnlessTheQuestionSaysOtherwise() throws Exception {
        placement.register("a", "b");
        PlacementPlan waiting = plan(new PlacementQuestion());
        assertEquals(0, waiting.getChains());
        assertEquals(List.of(), waiting.getAbsent());
        PlacementPlan without = plan(new PlacementQuestion().setWithoutAbsent(true));
        assertEquals(List.of("c"), without.getAbsent());
        assertEquals(0, node(without, "c").getChainsAfter());
        assertEquals(1, without.getReplicasToMake());
    }

    @Test
    public void aNodeThatThereIsNotIsNamed() throws Exception {
        placement.register("a");
        assertThrows(InvalidRequest.class, () -> plan(new PlacementQuestion().setWithout(List.of("z"))));
        Refused refused = assertThrows(Refused.class, () -> plan(new PlacementQuestion().setWithout(List.of("a"))));
        assertEquals(RefusedReason.TOO_FEW_NODES, refused.getReason());
    }

    @Test
    public void aRebalanceSaysOfNodesThatAreAwayThatTheyDoNotComeBack() throws Exception {
        placement.register("a", "b");
        PlacementPlan plan = rebalance();
        assertEquals(List.of("c"), plan.getAbsent());
        assertEquals(1, plan.getReplicasToMake());
        assertEquals(new Departures(List.of(), List.of("c")), placement.departures());
        assertEquals("once more is the same", plan, rebalance());
    }

    @Test
    public void aRebalanceThatIsStoredIsNotToldAsRefusedIfItsPlanCannotBeTold() throws Exception {
        placement.register("a", "b");
        rig.put(rig.znodes().settings(), "garbage");
        OutcomeUnknown error = assertThrows(OutcomeUnknown.class, this::rebalance);
        assertTrue(error.getMessage(), error.getMessage().startsWith("the wish is stored; what follows"));
        assertTrue(error.getMessage(), error.getMessage().contains("'catena placement plan' tells"));
        assertEquals(new Departures(List.of(), List.of("c")), placement.departures());
    }

    @Test
    public void aRebalanceBeforeWhichNothingCanBeReadHasChangedNothing() throws Exception {
        placement.register("a", "b");
        rig.put(rig.znodes().placement(1), "garbage");
        Unavailable error = assertThrows(Unavailable.class, this::rebalance);
        assertTrue(error.getMessage(), error.getMessage().startsWith("nothing was changed: "));
    }

    @Test
    public void aRebalanceWhileAllNodesRunChangesNothing() throws Exception {
        placement.register("a", "b", "c");
        assertEquals(List.of(), rebalance().getAbsent());
        assertEquals(Departures.NONE, placement.departures());
    }

    @Test
    public void withTooFewNodesNothingIsRebalanced() throws Exception {
        placement.register("a");
        Refused refused = assertThrows(Refused.class, this::rebalance);
        assertEquals(RefusedReason.TOO_FEW_NODES, refused.getReason());
        assertEquals(Departures.NONE, placement.departures());
    }

    @Test
    public void whereChainsAreOnAllNodesNothingIsPlanned() {
        PlanDesk ofOne = new PlanDesk(placement.cluster, ClusterShape.ONE_CHAIN, placement.desk, placement.questions);
        Refused refused =
                assertThrows(Refused.class, () -> PlacementRig.<PlacementPlan>answer(reply -> ofOne.rebalance(reply)));
        assertEquals(RefusedReason.ON_ALL_NODES, refused.getReason());
    }
}
