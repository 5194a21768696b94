package io.catena.server.coordination;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Member;
import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.controller.loop.Probe;
import io.catena.server.coordination.CoordinationException.MalformedZnode;
import io.catena.server.coordination.CoordinationException.NodeIdInUse;
import io.catena.server.coordination.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.ZnodeCodec.Registered;
import io.catena.server.coordination.ZooKeeperCalls.Znode;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.CreateMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's ephemeral znode: the sign that one life of it is there. Thread-safe; one call at a time goes to ZooKeeper.
 *
 * <p>A znode that another session owns is never adopted, or it would vanish with that session. If it is a leftover of this
 * node it is replaced, delete and create in one step; a leftover is what an earlier session of this process wrote, or
 * what names this node's own address while nothing there answers as that life (this process holds the port, so the
 * earlier one is dead). Else it must go by itself. If the other life answers, this process is the second one with the
 * node's id, and is refused.
 */
final class Registration {
    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    private final Cluster cluster;
    private final String clusterId;
    private final Probe probe;
    private final long probeMillis;
    /** The life to be registered; null before the first registration, and while there is to be none. */
    private Member wanted;
    /** The life that this process registered before {@link #wanted}: its leftover is our own. */
    private Member previous;
    /** Whether the wanted life was registered, in whatever session. */
    private boolean wasInPlace;

    Registration(Cluster cluster, String clusterId, Probe probe, long probeMillis) {
        this.cluster = cluster;
        this.clusterId = clusterId;
        this.probe = probe;
        this.probeMillis = probeMillis;
    }

    synchronized Optional<Member> wanted() {
        return Optional.ofNullable(wanted);
    }

    /** Sets whom to register; {@link #attempt} does it. */
    synchronized void want(Member member) {
        previous = wanted == null ? previous : wanted;
        wanted = member;
        wasInPlace = false;
    }

    /** Whether the wanted life was registered once, so that losing its znode means something. */
    synchronized boolean wasInPlace() {
        return wasInPlace;
    }

    /** This life is not to be registered any more; another one that is wanted meanwhile stays wanted. */
    synchronized void giveUp(Member life) {
        if (life.is(wanted)) {
            want(null);
        }
    }

    /** Whether the wanted life's znode is there and belongs to the present session. */
    synchronized boolean isInPlace() throws ZooKeeperUnavailable {
        if (wanted == null) {
            return false;
        }
        return cluster.calls()
                .read(path())
                .filter(z -> z.stat().getEphemeralOwner() == sessionOrZero() && Arrays.equals(z.data(), content()))
                .isPresent();
    }

    /**
     * Tries once to register the wanted life.
     *
     * @return whether it is registered; false if something stands in its place that must go first, or came in between
     * @throws NodeIdInUse if the other life that is registered answers
     */
    synchronized boolean attempt() throws NodeIdInUse, ZooKeeperUnavailable {
        if (wanted == null || isInPlace()) {
            wasInPlace = wanted != null;
            return true;
        }
        Optional<Znode> there = cluster.calls().read(path());
        if (there.isEmpty()) {
            return logged(cluster.calls().create(path(), content(), CreateMode.EPHEMERAL));
        }
        if (!isLeftover(there.get())) {
            return false;
        }
        return logged(cluster.calls()
                .commit(
                        cluster.calls()
                                .deleteOperation(path(), there.get().stat().getVersion()),
                        cluster.calls().createOperation(path(), content(), CreateMode.EPHEMERAL))
                .done());
    }

    /** Deletes the znode if it is this session's. */
    synchronized void deregister() throws ZooKeeperUnavailable {
        if (wanted == null) {
            return;
        }
        Optional<Znode> there = cluster.calls().read(path());
        if (there.isPresent() && there.get().stat().getEphemeralOwner() == sessionOrZero()) {
            cluster.calls().delete(path(), there.get().stat().getVersion());
        }
        giveUp(wanted);
    }

    private boolean logged(boolean registered) {
        if (registered) {
            wasInPlace = true;
            LOG.info("registered as {}", wanted);
        }
        return registered;
    }

    private boolean isLeftover(Znode there) throws NodeIdInUse {
        if (there.stat().getEphemeralOwner() == sessionOrZero()) {
            return true;
        }
        Member other;
        try {
            Registered registered = cluster.codec().registered(path(), there.data());
            other = registered.member();
        } catch (MalformedZnode e) {
            cluster.alarms().raise(path(), there.stat().getMzxid(), e.getMessage());
            return false;
        }
        if (other.is(wanted) || other.is(previous)) {
            return true;
        }
        if (ask(other) == ProbeAnswer.ALIVE) {
            throw new NodeIdInUse("node id " + other.nodeId() + " is in use: " + other.address()
                    + " answers under it; was the data directory copied? Give each node a directory of its own");
        }
        return other.address().equals(wanted.address());
    }

    private ProbeAnswer ask(Member other) {
        try {
            return probe.ask(other).get(probeMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return ProbeAnswer.SILENT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ProbeAnswer.SILENT;
        }
    }

    private long sessionOrZero() {
        try {
            return cluster.calls().sessionId();
        } catch (ZooKeeperUnavailable e) {
            LOG.debug("no session at present", e);
            return -1;
        }
    }

    private String path() {
        return cluster.znodes().node(wanted.nodeId());
    }

    private byte[] content() {
        return cluster.codec()
                .encode(new Registered(
                        wanted.nodeId(), wanted.incarnation(), wanted.address(), clusterId, ClusterFormat.KNOWN));
    }
}
