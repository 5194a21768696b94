package io.catena.server.coordination.controller;

import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.loop.Outcome;
import io.catena.server.controller.placing.PlacementDirectory;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.PlacementZnodes;
import io.catena.server.coordination.Registrations;
import io.catena.server.coordination.ZnodeCodec;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.ZooKeeperCalls.Transaction;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Departures;
import io.catena.server.placement.PublishedPlacement;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.runtime.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The placement and the nodes in ZooKeeper, for the controller. Calls of ZooKeeper block, so they are made on a thread that may block. A
 * registration that cannot be understood counts as it was understood last.
 */
public final class ZooKeeperPlacement implements PlacementDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperPlacement.class);
    private static final long AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int TERM = 0;

    private final Cluster cluster;
    private final PlacementZnodes znodes;
    private final Scheduler thread;
    private final LastUnderstood<RegisteredNode> nodes;

    /** @param thread runs nothing else, or only tasks that may wait for such a call */
    public ZooKeeperPlacement(Cluster cluster, ClusterShape shape, Scheduler thread) {
        this.cluster = cluster;
        this.znodes = new PlacementZnodes(cluster, shape);
        this.thread = thread;
        this.nodes = new LastUnderstood<>(
                cluster.alarms(),
                (path, data) -> cluster.codec().registered(path, data).node());
    }

    @Override
    public void read(Consumer<Reading> then) {
        thread.execute(() -> {
            try {
                PlacementZnodes.Found found = znodes.find();
                then.accept(
                        new Reading.Found(found.published(), found.departures(), found, registered(), minReplicas()));
            } catch (ZooKeeperUnavailable e) {
                then.accept(new Reading.Unavailable(e.getMessage()));
            } catch (MalformedZnode e) {
                then.accept(new Reading.Unreadable(e.getMessage()));
            } catch (RuntimeException e) {
                failed(e, () -> then.accept(new Reading.Unavailable(e.toString())));
            }
        });
    }

    private List<CarryingNode> registered() throws ZooKeeperUnavailable {
        List<CarryingNode> registered = new ArrayList<>();
        Map<String, Znode> registrations = Registrations.znodes(cluster);
        registrations.forEach((path, znode) -> nodes.of(path, znode)
                .filter(node -> path.equals(cluster.znodes().node(node.nodeId())))
                .ifPresent(node -> registered.add(Registrations.carrying(node))));
        nodes.retain(registrations.keySet());
        return registered;
    }

    private int minReplicas() throws MalformedZnode, ZooKeeperUnavailable {
        return cluster.settings().fetch().orElse(SharedSettings.STANDARD).minReplicas();
    }

    @Override
    public void publish(
            int term, Reading.Found seen, PublishedPlacement next, Departures departures, Consumer<Outcome> then) {
        thread.execute(() -> {
            try {
                Transaction done = znodes.publish(term, (PlacementZnodes.Found) seen.version(), next, departures);
                then.accept(
                        done.done()
                                ? Outcome.DONE
                                : done.failedOperation() == TERM ? Outcome.DEPOSED : Outcome.OVERTAKEN);
            } catch (ZooKeeperUnavailable e) {
                LOG.debug("whether the placement was published is unknown", e);
                then.accept(Outcome.UNKNOWN);
            } catch (ZnodeCodec.UnwritableZnode e) {
                LOG.error("the placement is not published: {}", e.getMessage());
                then.accept(Outcome.UNWRITABLE);
            } catch (RuntimeException e) {
                failed(e, () -> then.accept(Outcome.UNKNOWN));
            }
        });
    }

    private void failed(RuntimeException e, Runnable then) {
        LOG.error("a call for the placement failed", e);
        thread.schedule(AFTER_FAILURE_NANOS, then);
    }
}
