package io.catena.server.coordination.session;

import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.coordination.AccessNews;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ClusterIdentity;
import io.catena.server.coordination.PlacementZnodes;
import io.catena.server.coordination.ZnodeCodec;
import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.coordination.client.CoordinationException.NodeIdInUse;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.placement.KnownPlacement;
import io.catena.server.registration.ChainListener;
import io.catena.server.registration.ChainSession;
import io.catena.server.registration.ClusterNews;
import io.catena.server.registration.FoundConfiguration;
import io.catena.server.registration.NodeListener;
import io.catena.server.registration.NodeRegistration;
import io.catena.server.registration.NodeSession;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.threads.LastResort;
import io.catena.server.threads.LoopThread;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a node's session ({@link NodeSession}) on ZooKeeper's client. Its own thread does the work, which ZooKeeper's
 * calls may block, and calls the listeners; watches and connection events come on ZooKeeper's thread.
 */
public final class ZooKeeperSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperSession.class);

    private final Cluster cluster;
    private final RegisteredNode self;
    private final LoopThread thread;
    private final CuratorSession port;
    private final NodeSession session;
    /** Completed when the node has been registered for the first time. */
    private final CompletableFuture<Void> registered = new CompletableFuture<>();

    private final ConnectionStateListener connectionListener;

    /**
     * Prepares a node's presence; nothing happens before {@link #start}.
     *
     * @param probe asks whether another process of this node is there; used only if one is registered
     * @param probeMillis how long to wait for the probe
     * @param access is kept up to date
     * @param gone is told that ZooKeeper has lost the cluster, with what to do: the node must stop
     */
    public ZooKeeperSession(
            Cluster cluster,
            ClusterIdentity identity,
            RegisteredNode self,
            Function<RegisteredNode, CompletableFuture<ProbeAnswer>> probe,
            long probeMillis,
            AccessNews access,
            NodeListener listener,
            Consumer<String> gone) {
        this.cluster = cluster;
        this.self = self;
        this.thread = new LoopThread("catena-coordination-" + self.nodeId());
        this.port = new CuratorSession(cluster, this::changed);
        BlockingEphemeralZnode<RegisteredNode> node = new BlockingEphemeralZnode<>(
                cluster,
                cluster.znodes().node(self.nodeId()),
                value -> cluster.codec().encode(new ZnodeCodec.Registered(value, identity.clusterId())),
                (path, data) -> cluster.codec().registered(path, data).node());
        this.session = new NodeSession(
                self,
                new NodeSession.Ports(port, node, probe, probeMillis),
                thread,
                new FirstRegistration(registered, listener),
                e -> LOG.error("news could not be delivered, or something not registered; it is tried again", e));
        String root = cluster.znodes().root();
        session.follow(
                new BlockingReadableZnode<>(port, root, cluster::findClusterId),
                new ClusterNews(root, identity.clusterId(), gone)::found);
        session.follow(new BlockingReadableZnode<>(port, access.path(), access::find), access::found);
        this.connectionListener = (client, state) -> LastResort.guarded(() -> session.connection(state.isConnected()))
                .run();
    }

    private void changed(String path) {
        session.changed(path);
    }

    /** The node has no replica of the chain any more, and nothing of it is registered. Any thread. */
    public void remove(ChainSession chain) {
        session.remove(chain);
    }

    /** Adds a chain of which the node has a replica. Any thread. */
    public ChainSession chain(ChainZnodes chain, ChainListener listener) {
        return session.chain(
                new ChainSession.Ports(
                        new BlockingReadableZnode<>(
                                port,
                                chain.configurationPath(),
                                () -> chain.find(chain.configurationPath())
                                        .map(found ->
                                                new FoundConfiguration(found.configuration(), found.createdZxid()))),
                        new BlockingReadableZnode<>(port, chain.activatedPath(), chain::fetchActivated),
                        new BlockingReadableZnode<>(port, chain.statusPath(), () -> Optional.of(chain.fetchNote())),
                        new BlockingEphemeralZnode<>(
                                cluster,
                                cluster.znodes().replica(chain.chain(), self.nodeId()),
                                cluster.codec()::encode,
                                cluster.codec()::replica)),
                listener);
    }

    /**
     * Follows the placement (M8). To be called before {@link #start}.
     *
     * @param known is kept up to date
     * @param placedAnew is told the number of each chain that has been placed on other nodes, on the session's thread
     */
    public void follow(PlacementZnodes znodes, KnownPlacement known, IntConsumer placedAnew) {
        List<String> paths = znodes.paths();
        for (int page = 1; page <= paths.size(); page++) {
            int read = page;
            session.follow(
                    new BlockingReadableZnode<>(port, paths.get(page - 1), () -> Optional.of(znodes.lines(read))),
                    lines -> known.take(znodes.firstChain(read), lines.orElse(List.of()))
                            .forEach(placedAnew::accept));
        }
    }

    /** Starts to watch and to tell the listeners. */
    public void start() {
        cluster.client().getConnectionStateListenable().addListener(connectionListener, Runnable::run);
        session.connection(cluster.client().getZookeeperClient().isConnected());
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
        session.register();
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
            if (session.hindrance() == NodeRegistration.Hindrance.OCCUPIED) {
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
        return session.isConnected();
    }

    /**
     * Deletes the registration, so that other nodes need not wait for the end of the session, and stops. Blocks for a
     * few seconds at most.
     */
    @Override
    public void close() {
        cluster.client().getConnectionStateListenable().removeListener(connectionListener);
        thread.close();
        session.end();
    }
}
