package io.catena.server.node.operators;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.Origin;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.PlacementZnodes;
import io.catena.server.coordination.ZnodeCodec;
import io.catena.server.coordination.ZooKeeperRig;
import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Departures;
import io.catena.server.placement.Placement;
import io.catena.server.placement.PublishedPlacement;
import io.catena.server.rpc.Reply;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A cluster of two chains of two replicas: chain 1 is to be on a and b, chain 2 on c and a. No node is registered. */
final class PlacementRig {
    static final ClusterShape SHAPE = new ClusterShape(2, 2);
    static final Origin ASKER = new Origin("10.0.0.7", 1);

    final Cluster cluster;
    final List<ChainZnodes> chains;
    final PlacementZnodes znodes;
    final OrderDesk desk;
    final QuestionDesk questions;
    private final ZooKeeperRig rig;

    PlacementRig(ZooKeeperRig rig) throws Exception {
        this.rig = rig;
        cluster = rig.node("x").cluster();
        chains = cluster.chains(SHAPE);
        znodes = new PlacementZnodes(cluster, SHAPE);
        desk = rig.closing(new OrderDesk(() -> true));
        questions = rig.closing(new QuestionDesk(() -> true));
        place(List.of(List.of("a", "b"), List.of("c", "a")));
    }

    /** Publishes where the chains are to be, as the controller does; changes nothing of what is said of nodes. */
    void place(List<List<String>> lines) throws Exception {
        int term = cluster.calls()
                .stat(rig.znodes().controllerEpoch())
                .orElseThrow()
                .getVersion();
        Map<String, CarryingNode> nodes = Map.of("a", carrying("a"), "b", carrying("b"), "c", carrying("c"));
        PlacementZnodes.Found seen = znodes.find();
        znodes.publish(term, seen, new PublishedPlacement(new Placement(lines), nodes), seen.departures());
    }

    private static CarryingNode carrying(String id) {
        return new CarryingNode(id, id, 1);
    }

    void register(String... ids) throws Exception {
        for (String id : ids) {
            rig.put(
                    rig.znodes().node(id),
                    new ZnodeCodec.Registered(id, 1, ZooKeeperRig.address(id), "cluster", ClusterFormat.KNOWN));
        }
    }

    Departures departures() throws Exception {
        return znodes.find().departures();
    }

    static <T> T answer(Consumer<Reply<T>> request) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        request.accept(new Reply<>() {
            @Override
            public void succeed(T value) {
                answer.complete(value);
            }

            @Override
            public void fail(Exception error) {
                answer.completeExceptionally(error);
            }
        });
        try {
            return answer.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }
}
