package io.catena.server.coordination;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.Health;
import io.catena.server.controller.loop.Probe;
import io.catena.server.coordination.CoordinationException.MalformedZnode;
import io.catena.server.coordination.CoordinationException.NodeIdInUse;
import io.catena.server.coordination.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.threads.CoalescingLoop;
import io.catena.server.threads.LastResort;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's presence in ZooKeeper over all sessions: keeps its registration and its report there, and tells the node what
 * changes. One thread of its own does the work and calls the listener; watches and connection events only hint at it,
 * since they come on ZooKeeper's thread and may stand for more than one change or for a gap.
 *
 * <p>After each reconnect everything is read again. After a new session registration and report are written anew, the
 * registration only if its life still has its place: see {@link NodeListener#newLifeNeeded}.
 */
public final class NodeSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSession.class);
    private static final long RETRY_MILLIS = 100;

    private final Cluster cluster;
    private final ChainZnodes chain;
    private final String registrationPath;
    private final NodeListener listener;
    private final Registration registration;
    private final Reports reports;
    private final ChainNews news;
    private final ForgottenConnection forgotten;
    private final CoalescingLoop loop;
    private final Watcher watcher =
            event -> LastResort.guarded(() -> watched(event)).run();
    private final ConnectionStateListener connectionListener = (client, state) ->
            LastResort.guarded(() -> connectionChanged(state)).run();
    /** Written by Curator's thread. */
    private volatile boolean connected;

    private volatile boolean reconnected;
    /** Whether the registration may not be there; goes before it is looked at, so that a change meanwhile brings it back. */
    private final AtomicBoolean registrationInDoubt = new AtomicBoolean();
    /** What the listener was last told, and the session in which the watches were set: the loop's own. */
    private boolean toldConnected;

    private long watchedSession;

    /**
     * Prepares a node's presence; nothing happens before {@link #start}.
     *
     * @param probe finds out whether another life of this node is there; asked only if one is registered
     * @param probeMillis how long to wait for the probe
     */
    public NodeSession(
            Cluster cluster,
            ClusterIdentity identity,
            ChainZnodes chain,
            String nodeId,
            Probe probe,
            long probeMillis,
            NodeListener listener) {
        this.cluster = cluster;
        this.chain = chain;
        this.listener = listener;
        this.registrationPath = cluster.znodes().node(nodeId);
        this.registration = new Registration(cluster, identity.clusterId(), probe, probeMillis);
        this.reports = new Reports(cluster, chain.chain(), nodeId);
        this.news = new ChainNews(chain, identity.clusterId(), listener);
        this.forgotten = new ForgottenConnection(
                () -> cluster.calls().isServed(), () -> cluster.calls().connectAnew());
        this.loop = new CoalescingLoop("catena-coordination-" + nodeId, this::step, this::failed);
    }

    /** Starts to watch and to tell. */
    public void start() {
        CuratorFramework client = cluster.client();
        client.getConnectionStateListenable().addListener(connectionListener, Runnable::run);
        connected = client.getZookeeperClient().isConnected();
        reconnected = true;
        loop.start();
        loop.hint();
    }

    /**
     * Registers a life of the node and keeps it registered. Blocks until it is, the deadline at most.
     *
     * @throws NodeIdInUse if another process answers under the node id, or what is registered under it does not go
     * @throws ZooKeeperUnavailable if ZooKeeper could not be asked by the deadline
     */
    public void register(Member member, long deadlineMillis)
            throws NodeIdInUse, ZooKeeperUnavailable, InterruptedException {
        long startNanos = System.nanoTime();
        registration.want(member);
        ZooKeeperUnavailable last = null;
        do {
            try {
                if (registration.attempt()) {
                    return;
                }
                last = null;
            } catch (ZooKeeperUnavailable e) {
                last = e;
            } catch (NodeIdInUse e) {
                registration.giveUp(member);
                throw e;
            }
            Thread.sleep(RETRY_MILLIS);
        } while (System.nanoTime() - startNanos < TimeUnit.MILLISECONDS.toNanos(deadlineMillis));
        registration.giveUp(member);
        if (last != null) {
            throw last;
        }
        throw new NodeIdInUse("node id " + member.nodeId() + " stays registered by another session for more than "
                + deadlineMillis + " ms; is another process using it, or its data directory copied?");
    }

    /** Registers the first life of the node; as {@link #register}, but waits for ZooKeeper as a start does. */
    public void registerFirst(Member member, long deadlineMillis) throws CoordinationException, InterruptedException {
        cluster.patiently(() -> {
            register(member, deadlineMillis);
            return member;
        });
    }

    /** States what the controller is to know of the replica. Returns at once; only the last statement counts. */
    public void report(ReplicaReport report) {
        reports.state(report);
        loop.hint();
    }

    /** States how the node's disk does. Returns at once; only the last statement counts. */
    public void report(Health health) {
        reports.state(health);
        loop.hint();
    }

    /** Who stands where, as last read; it may be old, above all while there is no connection. */
    public PublishedLayout publishedLayout() {
        return news.publishedLayout();
    }

    /** Whether there is a connection to ZooKeeper, as far as is known. */
    public boolean isConnected() {
        return connected;
    }

    /** Takes the registration away, so that nobody waits for the session to end, and stops. Waits a few seconds at most. */
    @Override
    public void close() {
        cluster.client().getConnectionStateListenable().removeListener(connectionListener);
        loop.close();
        if (!connected) {
            return;
        }
        try {
            registration.deregister();
        } catch (ZooKeeperUnavailable e) {
            LOG.debug("could not deregister; the end of the session will", e);
        }
    }

    private void connectionChanged(ConnectionState state) {
        if (state.isConnected()) {
            reconnected = true;
        }
        connected = state.isConnected();
        loop.hint();
    }

    private void watched(WatchedEvent event) {
        if (event.getPath() != null) {
            news.doubt(event.getPath());
            if (event.getPath().equals(registrationPath)) {
                registrationInDoubt.set(true);
            }
            loop.hint();
        }
    }

    private long step() {
        tellConnection();
        if (!connected) {
            forgotten.look(System.nanoTime());
            return ForgottenConnection.LOOK_MILLIS;
        }
        forgotten.isKnown();
        try {
            if (reconnected) {
                reconnected = false;
                cluster.calls().catchUp(registrationPath);
                rewatch();
                news.doubtAll();
                registrationInDoubt.set(true);
            }
            news.read();
            boolean reported = reports.keep();
            return keepRegistrationIfInDoubt() && reported ? CoalescingLoop.UNTIL_HINTED : RETRY_MILLIS;
        } catch (MalformedZnode e) {
            LOG.debug("cannot register before the configuration is repaired", e);
            return CoalescingLoop.UNTIL_HINTED;
        } catch (ZooKeeperUnavailable e) {
            LOG.debug("ZooKeeper does not answer; trying again", e);
            reconnected = true;
            return RETRY_MILLIS;
        }
    }

    /** Nobody knows what of the step was done: the next one reads everything again. */
    private void failed(RuntimeException e) {
        LOG.error("news could not be delivered; everything is read again", e);
        reconnected = true;
    }

    private void tellConnection() {
        boolean now = connected;
        if (now != toldConnected) {
            toldConnected = now;
            listener.connectionChanged(now);
        }
    }

    /** Watches live as long as the session; in a new one they are set again, and before anything is read. */
    private void rewatch() throws ZooKeeperUnavailable {
        long session = cluster.calls().sessionId();
        if (session == watchedSession) {
            return;
        }
        for (String path : news.watchedPaths()) {
            cluster.calls().watch(path, AddWatchMode.PERSISTENT, watcher);
        }
        cluster.calls().watch(registrationPath, AddWatchMode.PERSISTENT, watcher);
        boolean replaced = watchedSession != 0;
        watchedSession = session;
        if (replaced) {
            LOG.warn("ZooKeeper's session expired; this is a new one");
            listener.sessionReplaced();
        }
    }

    /** Whether nothing more is to be done about it now. What ends this with an exception also brings the doubt back. */
    private boolean keepRegistrationIfInDoubt() throws MalformedZnode, ZooKeeperUnavailable {
        if (!registrationInDoubt.getAndSet(false)) {
            return true;
        }
        boolean kept = false;
        try {
            kept = keepRegistration();
        } finally {
            if (!kept) {
                registrationInDoubt.set(true);
            }
        }
        return kept;
    }

    private boolean keepRegistration() throws MalformedZnode, ZooKeeperUnavailable {
        Optional<Member> life = registration.wanted();
        if (life.isEmpty() || !registration.wasInPlace() || registration.isInPlace()) {
            return true;
        }
        Optional<Configuration> newest = chain.fetch();
        if (newest.isPresent() && !hasPlace(newest.get(), life.get())) {
            LOG.warn("{} lost its place while it was not registered", life.get());
            registration.giveUp(life.get());
            listener.newLifeNeeded();
            return true;
        }
        try {
            return registration.attempt();
        } catch (NodeIdInUse e) {
            registration.giveUp(life.get());
            listener.nodeIdTaken(e);
            return true;
        }
    }

    private static boolean hasPlace(Configuration newest, Member life) {
        return newest.line().stream().anyMatch(life::is);
    }
}
