package io.catena.server.node.operators;

import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.Origin;
import io.catena.server.chain.SharedSettings;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.PlacementZnodes;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.departing.CarryingSituation;
import io.catena.server.departing.DepartureRefused;
import io.catena.server.departing.DepartureWish;
import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Placement;
import io.catena.server.placement.PlacementChange;
import io.catena.server.placement.PlacementChange.AwayNode;
import io.catena.server.rpc.Reply;
import io.catena.thrift.PlacementPlan;
import io.catena.thrift.PlacementQuestion;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.thrift.TException;

/** Works out for operators what would move, and has chains placed anew without nodes that are away (M16). Called on the event loop. */
public final class PlanDesk {
    private final Cluster cluster;
    private final ClusterShape shape;
    private final DepartureOrders orders;
    private final OrderDesk desk;
    private final Questions<PlacementQuestion, PlacementPlan> questions;

    public PlanDesk(Cluster cluster, ClusterShape shape, OrderDesk desk, QuestionDesk questions) {
        this.cluster = cluster;
        this.shape = shape;
        this.orders = new DepartureOrders(
                cluster, new PlacementZnodes(cluster, shape), "'catena placement plan' tells what is left to be moved");
        this.desk = desk;
        this.questions = questions.about(this::planNow);
    }

    void plan(PlacementQuestion question, Origin asker, Reply<PlacementPlan> reply) {
        if (isPlacedFor(reply)) {
            questions.ask(question, asker, reply);
        }
    }

    private PlacementPlan planNow(PlacementQuestion question) throws MalformedZnode, DepartureRefused, TException {
        try {
            PlacementSituation situation = orders.look();
            Set<String> without = new HashSet<>(question.isSetWithout() ? question.getWithout() : List.of());
            situation.carrying().requireKnown(without);
            return plan(
                    situation,
                    without,
                    question.isWithoutAbsent() ? situation.carrying().absent() : List.of());
        } catch (ZooKeeperUnavailable e) {
            throw new Unavailable("the placement: " + e.getMessage(), UnavailableReason.CHANGING);
        }
    }

    void rebalance(Reply<PlacementPlan> reply) {
        if (!isPlacedFor(reply)) {
            return;
        }
        desk.work(
                reply,
                () -> orders.make(
                        DepartureWish.rebalance(shape.replicas()),
                        situation ->
                                plan(situation, Set.of(), situation.carrying().absent())));
    }

    /** If nothing is placed, it says so. */
    private boolean isPlacedFor(Reply<PlacementPlan> reply) {
        boolean isPlaced = shape.replicas() != ClusterShape.ALL;
        if (!isPlaced) {
            reply.fail(new Refused(
                    "each chain of this cluster is on all of its nodes: nothing is placed, and nothing can move",
                    RefusedReason.ON_ALL_NODES));
        }
        return isPlaced;
    }

    private static List<String> ids(List<CarryingNode> nodes) {
        return nodes.stream().map(CarryingNode::nodeId).toList();
    }

    /**
     * @param without ids of nodes that are to carry nothing, beside those that are drained
     * @param gone absent nodes that are not waited for, beside those of which that is said
     */
    private PlacementPlan plan(PlacementSituation situation, Set<String> without, List<CarryingNode> gone)
            throws MalformedZnode, ZooKeeperUnavailable, Refused {
        CarryingSituation carrying = situation.carrying();
        if (carrying.carryingWithout(without).isEmpty()) {
            throw new Refused("no node would be left to carry anything; start one", RefusedReason.TOO_FEW_NODES);
        }
        List<AwayNode> away = carrying.absent().stream()
                .filter(node -> !without.contains(node.nodeId())
                        && !situation.departures().drained().contains(node.nodeId()))
                .map(node -> new AwayNode(
                        node,
                        0,
                        gone.contains(node) || situation.departures().gone().contains(node.nodeId())))
                .toList();
        Placement after = PlacementChange.whenCalm(
                situation.placement(),
                shape.replicas(),
                cluster.settings().fetch().orElse(SharedSettings.STANDARD).minReplicas(),
                carrying.carryingWithout(without),
                away);
        return WirePlacement.plan(situation, after, ids(gone));
    }
}
