package io.catena.server.coordination;

import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.coordination.client.CoordinationException.AddressInUse;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
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
 * Makes sure that no two nodes announce the same address, because messages to one of them would reach the other. The
 * registration of a dead node cannot be distinguished from that of a live one except by waiting, since it ends with its
 * session.
 */
public final class SharedAddress {
    private static final Logger LOG = LoggerFactory.getLogger(SharedAddress.class);
    private static final long LOOK_AGAIN_MILLIS = 200;
    /** ZooKeeper checks for expired sessions once per tick. */
    private static final long MARGIN_MILLIS = 2_000;

    private final Cluster cluster;
    private final Function<RegisteredNode, CompletableFuture<ProbeAnswer>> probe;
    private final long probeMillis;

    /**
     * @param probe asks a node's address whether exactly this process is there
     * @param probeMillis how long to wait for the answer
     */
    public SharedAddress(
            Cluster cluster, Function<RegisteredNode, CompletableFuture<ProbeAnswer>> probe, long probeMillis) {
        this.cluster = cluster;
        this.probe = probe;
        this.probeMillis = probeMillis;
    }

    /**
     * Returns when no other node is registered with the address; waits up to one session timeout until the registration
     * of a dead node ends.
     *
     * @throws AddressInUse if another node answers there, or its registration does not end
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
                "{} is registered with {} too, the address that this node announces; waiting until its registration"
                        + " ends",
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
