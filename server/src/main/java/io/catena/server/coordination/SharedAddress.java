package io.catena.server.coordination;

import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.coordination.CoordinationException.AddressInUse;
import io.catena.server.coordination.CoordinationException.MalformedZnode;
import io.catena.server.coordination.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.ZooKeeperCalls.Znode;
import io.catena.server.registration.RegisteredNode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that no two nodes announce one address: whatever the chain sends to one of them would reach the other. A
 * registration of a node that died is not told from one of a node that lives elsewhere but by waiting, because it goes
 * with its session.
 */
public final class SharedAddress {
    private static final Logger LOG = LoggerFactory.getLogger(SharedAddress.class);
    private static final long LOOK_AGAIN_MILLIS = 200;
    /** ZooKeeper looks for sessions that have ended once a tick. */
    private static final long MARGIN_MILLIS = 2_000;

    private final Cluster cluster;
    private final Function<RegisteredNode, CompletableFuture<ProbeAnswer>> probe;
    private final long probeMillis;

    /**
     * @param probe asks whether that very process is there
     * @param probeMillis how long it is waited for
     */
    public SharedAddress(
            Cluster cluster, Function<RegisteredNode, CompletableFuture<ProbeAnswer>> probe, long probeMillis) {
        this.cluster = cluster;
        this.probe = probe;
        this.probeMillis = probeMillis;
    }

    /**
     * Returns when no other node is registered under the address; waits up to one session timeout for the registration of
     * a node that died to go.
     *
     * @throws AddressInUse if another node answers there, or its registration stays
     */
    public void awaitAlone(String nodeId, String address)
            throws AddressInUse, ZooKeeperUnavailable, InterruptedException {
        Optional<RegisteredNode> other = otherAt(address, nodeId);
        if (other.isEmpty()) {
            return;
        }
        long startNanos = System.nanoTime();
        long limitNanos = TimeUnit.MILLISECONDS.toNanos(cluster.sessionTimeoutMillis() + MARGIN_MILLIS);
        LOG.warn(
                "{} is registered under {} too, the address that this node announces; waiting until it is gone",
                other.get(),
                address);
        while (other.isPresent()) {
            if (answers(other.get()) || System.nanoTime() - startNanos > limitNanos) {
                throw new AddressInUse("node " + other.get().nodeId() + " announces " + address
                        + " too; give each node an address of its own with --advertise");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            other = otherAt(address, nodeId);
        }
    }

    private boolean answers(RegisteredNode other) throws InterruptedException {
        try {
            return probe.apply(other).get(probeMillis, TimeUnit.MILLISECONDS) == ProbeAnswer.ALIVE;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }

    private Optional<RegisteredNode> otherAt(String address, String nodeId) throws ZooKeeperUnavailable {
        for (String id : cluster.calls().children(cluster.znodes().nodes())) {
            Optional<RegisteredNode> there = id.equals(nodeId)
                    ? Optional.empty()
                    : registered(cluster.znodes().node(id));
            if (there.isPresent() && there.get().address().equals(address)) {
                return there;
            }
        }
        return Optional.empty();
    }

    private Optional<RegisteredNode> registered(String path) throws ZooKeeperUnavailable {
        Optional<Znode> znode = cluster.calls().read(path);
        try {
            return znode.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            cluster.codec().registered(path, znode.get().data()).node());
        } catch (MalformedZnode e) {
            cluster.alarms().raise(path, znode.get().stat().getMzxid(), e.getMessage());
            return Optional.empty();
        }
    }
}
