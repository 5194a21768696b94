package io.catena.server.coordination.session;

import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.coordination.AccessNews;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ClusterIdentity;
import io.catena.server.coordination.ZnodeCodec;
import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.coordination.client.CoordinationException.NodeIdInUse;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.registration.NodeRegistration;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.registration.SessionLoop;
import io.catena.server.threads.LastResort;
import io.catena.server.threads.LoopThread;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's presence in ZooKeeper over all sessions: keeps the node registered, and with it the replicas of its chains
 * ({@link ChainSession}), and tells the listeners what changes. Its own thread does the work and calls the listeners.
 * Watches and connection events are only hints, since they come on ZooKeeper's thread and may stand for several changes
 * or for a gap.
 *
 * <p>After each reconnect everything is read again. In a new session everything is registered again; a life only if it
 * still has its place: see {@link ChainListener#newLifeNeeded}.
 */
public final class NodeSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSession.class);

    private final Cluster cluster;
    private final ClusterIdentity identity;
    private final RegisteredNode self;
    private final String registrationPath;
    private final NodeListener listener;
    private final LoopThread thread;
    private final NodeRegistration registration;
    private final SessionLoop loop;
    private final List<ChainSession> chains = new CopyOnWriteArrayList<>();
    private final AccessNews access;
    private final ForgottenConnection forgotten;
    /** Completed when the node has been registered for the first time. */
    private final CompletableFuture<Void> registered = new CompletableFuture<>();

    private final Watcher watcher =
            event -> LastResort.guarded(() -> watched(event)).run();
    private final ConnectionStateListener connectionListener = (client, state) ->
            LastResort.guarded(() -> connectionChanged(state.isConnected())).run();
    /** The session in which the watches were set. Only this object's thread uses it. */
    private long watchedSession;

    /**
     * Prepares a node's presence; nothing happens before {@link #start}.
     *
     * @param probe asks whether another process of this node is there; used only if one is registered
     * @param probeMillis how long to wait for the probe
     * @param access is kept up to date
     */
    public NodeSession(
            Cluster cluster,
            ClusterIdentity identity,
            RegisteredNode self,
            Function<RegisteredNode, CompletableFuture<ProbeAnswer>> probe,
            long probeMillis,
            AccessNews access,
            NodeListener listener) {
        this.cluster = cluster;
        this.identity = identity;
        this.self = self;
        this.access = access;
        this.listener = listener;
        this.registrationPath = cluster.znodes().node(self.nodeId());
        this.thread = new LoopThread("catena-coordination-" + self.nodeId());
        this.registration = new NodeRegistration(
                self,
                new BlockingEphemeralZnode<>(
                        cluster,
                        registrationPath,
                        node -> cluster.codec().encode(new ZnodeCodec.Registered(node, identity.clusterId())),
                        (path, data) -> cluster.codec().registered(path, data).node()),
                probe,
                probeMillis,
                thread,
                new Told(),
                this::failed);
        this.loop = new SessionLoop(new Steps(), registration, thread, this::failed);
        this.forgotten = new ForgottenConnection(
                () -> cluster.calls().isServed(), () -> cluster.calls().connectAnew());
    }

    /** Adds a chain of which the node has a replica. To be called before {@link #start}. */
    public ChainSession chain(ChainZnodes chain, ChainListener chainListener) {
        ChainSession session =
                new ChainSession(chain, identity, self, registration, thread, chainListener, this::failed);
        chains.add(session);
        return session;
    }

    /** Starts to watch and to tell the listeners. */
    public void start() {
        CuratorFramework client = cluster.client();
        client.getConnectionStateListenable().addListener(connectionListener, Runnable::run);
        loop.connection(client.getZookeeperClient().isConnected());
    }

    /**
     * Registers the node and keeps it registered. Blocks until it is registered; while ZooKeeper does not answer, for
     * as long as a start may wait for it.
     *
     * @param deadlineMillis how long it may take while ZooKeeper answers
     * @throws NodeIdInUse if another process answers under the node id, or the registration of another session does not
     *     end
     * @throws ZooKeeperUnavailable if ZooKeeper did not answer by the deadline
     */
    public void register(long deadlineMillis) throws CoordinationException, InterruptedException {
        registration.begin();
        awaitAtStart(registered, deadlineMillis);
    }

    /**
     * Waits for a result that depends on ZooKeeper, for as long as a start may wait for it.
     *
     * @param deadlineMillis how long it may take while ZooKeeper answers
     */
    public void awaitAtStart(CompletableFuture<?> what, long deadlineMillis)
            throws CoordinationException, InterruptedException {
        cluster.patiently(() -> {
            await(what, deadlineMillis);
            return self;
        });
    }

    private void await(CompletableFuture<?> what, long deadlineMillis)
            throws NodeIdInUse, ZooKeeperUnavailable, InterruptedException {
        try {
            what.get(deadlineMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new NodeIdInUse(e.getCause().getMessage());
        } catch (TimeoutException e) {
            if (registration.hindrance() == NodeRegistration.Hindrance.OCCUPIED) {
                throw new NodeIdInUse("node id " + self.nodeId() + " stays registered by another session for more than "
                        + deadlineMillis + " ms; stop the other process that uses this id, or start this one on a data"
                        + " directory that is not a copy");
            }
            throw new ZooKeeperUnavailable(
                    "ZooKeeper did not let this node register within " + deadlineMillis
                            + " ms; check that it runs and can be reached",
                    e);
        }
    }

    /** Whether there is a connection to ZooKeeper, as far as this node knows. */
    public boolean isConnected() {
        return loop.isConnected();
    }

    /**
     * Deletes the registration, so that other nodes need not wait for the end of the session, and stops. Blocks for a
     * few seconds at most.
     */
    @Override
    public void close() {
        cluster.client().getConnectionStateListenable().removeListener(connectionListener);
        thread.close();
        loop.close();
        chains.forEach(ChainSession::end);
        if (loop.isConnected()) {
            registration.end();
        }
    }

    /** Receives the outcome of the registration. */
    private final class Told implements NodeRegistration.Listener {
        @Override
        public void registered(boolean anew) {
            if (anew) {
                LOG.info("registered as node {}", self);
            }
            registered.complete(null);
            chains.forEach(chain -> chain.nodeIsRegistered(anew));
        }

        @Override
        public void nodeIdTaken(String why) {
            if (!registered.completeExceptionally(new NodeIdInUse(why))) {
                listener.nodeIdTaken(why);
            }
        }
    }

    private void connectionChanged(boolean connected) {
        loop.connection(connected);
    }

    private void watched(WatchedEvent event) {
        String path = event.getPath();
        if (path == null) {
            return;
        }
        if (path.equals(registrationPath)) {
            registration.doubt();
        }
        if (path.equals(access.path())) {
            access.doubt();
        }
        chains.forEach(chain -> chain.doubt(path));
        loop.hint();
    }

    private void failed(RuntimeException e) {
        LOG.error("news could not be delivered, or something not registered; it is tried again", e);
    }

    /** What is done on the thread, which ZooKeeper's calls may block. */
    private final class Steps implements SessionLoop.Port {
        @Override
        public void connectionChanged(boolean connected) {
            if (connected) {
                forgotten.isKnown();
            }
            listener.connectionChanged(connected);
        }

        @Override
        public void isAway() {
            forgotten.look(System.nanoTime());
        }

        @Override
        public void prepare(Consumer<Boolean> done) {
            done.accept(isDone(() -> {
                cluster.calls().catchUp(registrationPath);
                rewatch();
                access.doubt();
                chains.forEach(ChainSession::doubtAll);
            }));
        }

        @Override
        public void readNews(Consumer<Boolean> done) {
            done.accept(isDone(() -> {
                access.read();
                for (ChainSession chain : chains) {
                    chain.readNews();
                }
            }));
        }
    }

    /** Calls that block. */
    private interface Calls {
        void make() throws ZooKeeperUnavailable;
    }

    private static boolean isDone(Calls calls) {
        try {
            calls.make();
            return true;
        } catch (ZooKeeperUnavailable e) {
            LOG.debug("ZooKeeper does not answer; trying again", e);
            return false;
        }
    }

    /** Watches end with the session. In a new session they are set again before anything is read. */
    private void rewatch() throws ZooKeeperUnavailable {
        long session = cluster.calls().sessionId();
        if (session == watchedSession) {
            return;
        }
        for (ChainSession chain : chains) {
            for (String path : chain.watchedPaths()) {
                cluster.calls().watch(path, AddWatchMode.PERSISTENT, watcher);
            }
        }
        cluster.calls().watch(registrationPath, AddWatchMode.PERSISTENT, watcher);
        cluster.calls().watch(access.path(), AddWatchMode.PERSISTENT, watcher);
        boolean replaced = watchedSession != 0;
        watchedSession = session;
        if (replaced) {
            LOG.warn("ZooKeeper's session expired; this is a new one");
            listener.sessionReplaced();
        }
    }
}
