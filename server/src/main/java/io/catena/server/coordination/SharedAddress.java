package io.catena.server.coordination;

import io.catena.server.chain.Member;
import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.controller.loop.Probe;
import io.catena.server.coordination.CoordinationException.AddressInUse;
import io.catena.server.coordination.CoordinationException.MalformedZnode;
import io.catena.server.coordination.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.ZooKeeperCalls.Znode;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private final Probe probe;
    private final long probeMillis;

    /** @param probeMillis how long the other node is waited for when it is asked whether it is there */
    public SharedAddress(Cluster cluster, Probe probe, long probeMillis) {
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
        Optional<Member> other = otherAt(address, nodeId);
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

    private boolean answers(Member other) throws InterruptedException {
        try {
            return probe.ask(other).get(probeMillis, TimeUnit.MILLISECONDS) == ProbeAnswer.ALIVE;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }

    private Optional<Member> otherAt(String address, String nodeId) throws ZooKeeperUnavailable {
        for (String id : cluster.calls().children(cluster.znodes().nodes())) {
            Optional<Member> there = id.equals(nodeId)
                    ? Optional.empty()
                    : registered(cluster.znodes().node(id));
            if (there.isPresent() && there.get().address().equals(address)) {
                return there;
            }
        }
        return Optional.empty();
    }

    private Optional<Member> registered(String path) throws ZooKeeperUnavailable {
        Optional<Znode> znode = cluster.calls().read(path);
        try {
            return znode.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            cluster.codec().registered(path, znode.get().data()).member());
        } catch (MalformedZnode e) {
            cluster.alarms().raise(path, znode.get().stat().getMzxid(), e.getMessage());
            return Optional.empty();
        }
    }
}
