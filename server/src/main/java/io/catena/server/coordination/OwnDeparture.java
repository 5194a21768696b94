package io.catena.server.coordination;

import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Departures;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node says of itself to those who place chains: that it does not come back, or that it is there (M15). If ZooKeeper does not
 * take it, it is not said, and the node counts as any that is away. Thread-safe.
 */
public final class OwnDeparture {
    private static final Logger LOG = LoggerFactory.getLogger(OwnDeparture.class);
    private static final int ATTEMPTS = 5;
    private static final long LIMIT_MILLIS = 2_000;

    private final PlacementZnodes znodes;
    private final String nodeId;
    private final Executor calls;
    private volatile boolean goes;

    /** @param calls runs what may wait for ZooKeeper */
    public OwnDeparture(PlacementZnodes znodes, String nodeId, Executor calls) {
        this.znodes = znodes;
        this.nodeId = nodeId;
        this.calls = calls;
    }

    /** The node is there: to be called whenever it has been registered. Returns at once. */
    public void comes() {
        try {
            calls.execute(() -> {
                if (!goes) {
                    say("it is there", found -> found.departures().come(nodeId));
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("the node ends", e);
        }
    }

    /** The node does not come back. Waits two seconds at most. */
    public void goes() {
        goes = true;
        Cluster.runAside(
                () -> say("it does not come back", found -> {
                    List<String> placed = found.published().named().stream()
                            .map(CarryingNode::nodeId)
                            .toList();
                    return found.departures().undrain(nodeId).go(List.of(nodeId), placed);
                }),
                LIMIT_MILLIS);
    }

    private interface Said {
        Departures of(PlacementZnodes.Found found);
    }

    private void say(String what, Said said) {
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                PlacementZnodes.Found found = znodes.find();
                if (znodes.replace(found, said.of(found))) {
                    return;
                }
            }
            LOG.warn("that {} was not written down: others changed it {} times in a row", what, ATTEMPTS);
        } catch (MalformedZnode | ZooKeeperUnavailable e) {
            LOG.warn("that {} cannot be written down now: {}", what, e.getMessage());
        }
    }
}
