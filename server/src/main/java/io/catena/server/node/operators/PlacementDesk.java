package io.catena.server.node.operators;

import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.Member;
import io.catena.server.chain.Origin;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.NewestConfigurations;
import io.catena.server.coordination.PlacementZnodes;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.departing.DepartureWish;
import io.catena.server.rpc.Reply;
import io.catena.thrift.PlacementReport;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells operators where the chains are to be, and writes down which nodes are to carry nothing (M14). Called on the event loop. */
public final class PlacementDesk {
    private final Cluster cluster;
    private final ClusterShape shape;
    private final List<ChainZnodes> chains;
    private final DepartureOrders orders;
    private final OrderDesk desk;
    /** There is one question. */
    private final Questions<String, PlacementReport> questions;

    /** @param chains of the cluster */
    public PlacementDesk(
            Cluster cluster, ClusterShape shape, List<ChainZnodes> chains, OrderDesk desk, QuestionDesk questions) {
        this.cluster = cluster;
        this.shape = shape;
        this.chains = chains;
        this.orders = new DepartureOrders(
                cluster, new PlacementZnodes(cluster, shape), "'catena status' shows which nodes are drained");
        this.desk = desk;
        this.questions = questions.about(all -> readNow());
    }

    void read(Origin asker, Reply<PlacementReport> reply) {
        if (isOnAllNodes()) {
            reply.succeed(new PlacementReport(ClusterShape.ALL, List.of(), 0));
        } else {
            questions.ask("", asker, reply);
        }
    }

    private PlacementReport readNow() throws MalformedZnode, Unavailable {
        try {
            return report(orders.look());
        } catch (ZooKeeperUnavailable e) {
            throw new Unavailable("the placement: " + e.getMessage(), UnavailableReason.CHANGING);
        }
    }

    private boolean isOnAllNodes() {
        return shape.replicas() == ClusterShape.ALL;
    }

    /** The configurations are read last: a place that follows from the placement is not missed. */
    private PlacementReport report(PlacementSituation situation) throws ZooKeeperUnavailable {
        Map<String, Integer> places = new HashMap<>();
        Set<Integer> moving = new HashSet<>();
        chains.forEach(chain -> moving.add(chain.chain()));
        new NewestConfigurations(cluster).of(chains, newest -> {
            newest.line().forEach(member -> places.merge(member.nodeId(), 1, Integer::sum));
            List<String> line = newest.line().stream().map(Member::nodeId).toList();
            List<String> placed = situation.placement().line(newest.chain());
            if (newest.joining() == null && Set.copyOf(line).equals(Set.copyOf(placed))) {
                moving.remove(newest.chain());
            }
        });
        return new PlacementReport(shape.replicas(), WirePlacement.nodes(situation, places), moving.size());
    }

    void drain(String nodeId, Reply<PlacementReport> reply) {
        change(reply, DepartureWish.drain(nodeId, shape.replicas()));
    }

    void undrain(String nodeId, Reply<PlacementReport> reply) {
        change(reply, DepartureWish.undrain(nodeId));
    }

    private void change(Reply<PlacementReport> reply, DepartureWish wish) {
        if (isOnAllNodes()) {
            reply.fail(new Refused(
                    "each chain of this cluster is on all of its nodes: there is no other node that could take over what"
                            + " one carries. End a node's membership with 'catena leave', or stop it for a while with"
                            + " 'catena die'",
                    RefusedReason.ON_ALL_NODES));
            return;
        }
        desk.work(reply, () -> orders.make(wish, this::report));
    }
}
