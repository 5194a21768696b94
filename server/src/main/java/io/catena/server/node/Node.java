package io.catena.server.node;

import io.catena.server.audit.AuditLog;
import io.catena.server.chain.ClusterShape;
import io.catena.server.coordination.AccessNews;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ClusterIdentity;
import io.catena.server.coordination.OwnDeparture;
import io.catena.server.coordination.PlacementZnodes;
import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.coordination.controller.LeaderEviction;
import io.catena.server.coordination.session.ZooKeeperSession;
import io.catena.server.disk.SnapshotPace;
import io.catena.server.node.health.FreeSpace;
import io.catena.server.node.health.StatusReport;
import io.catena.server.node.operators.AuditedAdmin;
import io.catena.server.node.replicas.DiskThreads;
import io.catena.server.node.replicas.MembershipKeeper;
import io.catena.server.node.replicas.NodeIdentity;
import io.catena.server.node.replicas.SessionNews;
import io.catena.server.node.security.NodeSecurity;
import io.catena.server.node.shutdown.Closer;
import io.catena.server.node.shutdown.NodeShutdown;
import io.catena.server.node.shutdown.OwnProcess;
import io.catena.server.placement.KnownPlacement;
import io.catena.server.placement.Placement;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.rpc.NativeTransport;
import io.catena.server.rpc.RpcCounters;
import io.catena.server.rpc.RpcTransport;
import io.catena.server.rpc.inbound.CannotListenException;
import io.catena.server.rpc.inbound.RpcLimits;
import io.catena.server.rpc.inbound.RpcServer;
import io.catena.server.storage.DataDirectory;
import io.catena.server.storage.DataDirectoryException;
import io.catena.server.storage.Identity;
import io.catena.server.storage.NodeStore;
import io.catena.server.storage.files.FileProblem;
import io.catena.server.storage.files.StoreException;
import io.catena.server.storage.journal.LogLayout;
import io.catena.server.storage.leveldb.Engine;
import io.catena.server.threads.LoopThread;
import io.catena.server.trace.TraceFile;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: makes the parts of one node and connects them. The order of the start is: directory, port,
 * ZooKeeper, cluster, store, registration. Each step that can refuse the start comes before the steps that leave
 * something behind.
 */
public final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final long PROBE_MILLIS = 1_000;
    private static final long LOOK_MILLIS = 1_000;
    /** Memory is divided among so many replicas at most: a smaller part would not do for the largest requests. */
    private static final int MOST_PARTS = 64;

    private final NodeOptions options;
    private final Closer closer = new Closer();
    private final NodeShutdown end = new NodeShutdown(closer, new OwnProcess());
    /** Of each loops. */
    private final List<NodeEndpoint> endpoints = new ArrayList<>();

    private final RpcCounters rpcCounters = new RpcCounters();
    private DataDirectory directory;
    /** Of each loop, the first one first. */
    private List<RpcTransport> transports;

    private RpcLimits limitsOfLoop;
    private Cluster cluster;
    private ClusterIdentity clusterIdentity;
    private ClusterShape shape;
    /** Of all chains, the first one first. */
    private List<ChainZnodes> chains;

    private NodeSecurity security;
    private AccessNews accessNews;
    private NodeIdentity identity;
    private NodeStore store;
    private DiskThreads disk;
    /** Null before the node lives. */
    private NodeLoops loops;

    private NodeProbe probe;
    /** Waits until no other node announces the same address. */
    private ClusterEntry.Wait awaitAlone;

    private ZooKeeperSession session;
    /** Of each chain that the node carries or has carried, if traces are wanted; guarded by this. */
    private final Map<Integer, TraceFile> traces = new HashMap<>();

    private Node(NodeOptions options) {
        this.options = options;
    }

    /**
     * Starts a node and registers it.
     *
     * @return the node, which has started, or has been told to end before that
     * @throws StartException if it cannot be started; then nothing is registered, and nothing was written unless the
     *     store had been opened
     */
    public static Node start(NodeOptions options) throws StartException, InterruptedException {
        Node node = new Node(options);
        Thread.setDefaultUncaughtExceptionHandler(node.end::threadFailed);
        node.end.interruptsStart(Thread.currentThread());
        try {
            node.start();
            return node;
        } catch (DataDirectoryException
                | NodeSecurity.UnusableException
                | CannotListenException
                | CoordinationException
                | StoreException e) {
            return node.unlessStopping(new StartException(e.getMessage(), e));
        } catch (IOException e) {
            return node.unlessStopping(new StartException(FileProblem.of(e), e));
        } catch (InterruptedException | RuntimeException e) {
            if (node.end.isStopping()) {
                return node;
            }
            throw e;
        }
    }

    /** Throws the reason why it cannot be started, unless that is that it has been told to end. */
    private Node unlessStopping(StartException reason) throws StartException {
        if (end.isStopping()) {
            return this;
        }
        closer.run();
        throw reason;
    }

    /** Waits until the node has ended; returns the exit code. */
    public int awaitEnd() {
        return end.await();
    }

    private void start()
            throws IOException, DataDirectoryException, NodeSecurity.UnusableException, CoordinationException,
                    InterruptedException {
        openDirectory();
        protect();
        listen();
        joinCluster();
        openStore();
        live();
        end.onTermination();
        LOG.info("node {} serves on {}", identity.nodeId(), identity.address());
    }

    private void openDirectory() throws DataDirectoryException {
        directory = DataDirectory.open(options.data());
        closer.add("data directory", directory);
        NativeTransport.unpackInto(directory.nativeLibraries());
    }

    private void protect() throws NodeSecurity.UnusableException {
        security = NodeSecurity.open(options.tls(), options.tokensFile(), options.insecureNetwork());
        closer.add("security", security);
        security.requireNode(directory.identity().map(Identity::nodeId));
    }

    private void listen() throws CannotListenException {
        EventLoopGroup group = RpcTransport.newGroup(options.loops(), task -> new Thread(task, "catena-loop"));
        closer.add(
                "event loop",
                () -> group.shutdownGracefully(0, 2, TimeUnit.SECONDS).sync());
        transports = RpcTransport.allOf(group, security.connections());
        limitsOfLoop = ConnectionLimits.of(options.maxConnections()).forOneOf(options.loops());
        List<RpcServer.OfLoop> ofLoops = new ArrayList<>();
        for (RpcTransport transport : transports) {
            NodeEndpoint endpoint = new NodeEndpoint();
            endpoints.add(endpoint);
            ofLoops.add(new RpcServer.OfLoop(transport, endpoint, endpoint, endpoint, endpoint));
        }
        RpcServer server = new RpcServer(ofLoops, limitsOfLoop, rpcCounters, security.access(), security.tokens());
        server.bind(options.listen(), options.port());
        closer.add("server", () -> server.close(2_000).get(5, TimeUnit.SECONDS));
    }

    private void joinCluster()
            throws CoordinationException, DataDirectoryException, NodeSecurity.UnusableException, InterruptedException {
        ClusterEntry entry = new ClusterEntry(options, directory, security, closer)
                .enter(what -> endpoints.forEach(endpoint -> endpoint.startWaitsFor(what)));
        cluster = entry.cluster();
        clusterIdentity = entry.clusterIdentity();
        shape = clusterIdentity.shape();
        chains = entry.chains();
        accessNews = entry.accessNews();
        identity = entry.identity();
        probe = entry.probe();
        awaitAlone = entry::awaitAlone;
    }

    /** Among how many replicas the memory of this node is divided. */
    private int parts() {
        return Math.min(shape.chains(), MOST_PARTS);
    }

    private void openStore() throws DataDirectoryException {
        disk = new DiskThreads(SnapshotPace.of(options.snapshotBytesPerSecond()));
        store = NodeStore.open(
                directory.store(shape.chains()),
                shape.chains() == 1 ? LogLayout.ONE_CHAIN : LogLayout.MANY_CHAINS,
                Engine.choose(directory.nativeLibraries()),
                options.retainLogBytes(),
                disk.writer());
        closer.add("store", store);
        closer.add("disk threads", disk);
    }

    private void live() throws IOException, CoordinationException, InterruptedException {
        closer.add("peers", this::disconnect);
        MembershipKeeper keeper = new MembershipKeeper(new KeptMemberships(directory));
        closer.add("membership", keeper);
        LoopThread calls = new LoopThread("catena-membership");
        closer.add("membership of the replicas", calls);
        KnownPlacement placement = new KnownPlacement(shape.chains());
        ControllerAssembly controller = new ControllerAssembly(
                cluster, clusterIdentity, identity, chains, placement, probe, options.suspicionMillis(), closer);
        SortedSet<Integer> held = shape.isOneChain() ? new TreeSet<>() : store.chains();
        RegisteredNode self = identity.registered(options.carrier(identity.nodeId(), shape, held));
        OwnDeparture departure = new OwnDeparture(new PlacementZnodes(cluster, shape), identity.nodeId(), calls);
        boolean isPlaced = shape.replicas() != ClusterShape.ALL;
        session = new ZooKeeperSession(
                cluster,
                clusterIdentity,
                self,
                probe::ask,
                PROBE_MILLIS,
                accessNews,
                new SessionNews(self, why -> end.halt(why, null), isPlaced ? departure::comes : () -> {}),
                why -> end.halt(why, null));
        closer.add("registration", session);
        if (isPlaced) {
            session.follow(new PlacementZnodes(cluster, shape), placement, controller::placedAnew);
        }
        LeaderEviction leaderEviction =
                new LeaderEviction(cluster, identity.nodeId(), probe::askProcess, options.suspicionMillis());
        closer.add("leader eviction", leaderEviction);
        loops = new NodeLoops(
                transports,
                new NodeLoop.OfTheNode(
                        identity,
                        shape,
                        chains,
                        options.replica().withFormats(identity.formats()).forOneOf(parts()),
                        rpcCounters,
                        disk,
                        store,
                        keeper,
                        calls::execute,
                        session,
                        leaderEviction::doubts,
                        this::openTrace,
                        end),
                limitsOfLoop.maxNodeInputBytes());
        watchFreeSpace();
        for (ChainZnodes chain : firstChains(held, placement)) {
            loops.beginWith(chain);
        }
        OperatorAssembly operators =
                new OperatorAssembly(options, loops.replicas(), cluster, shape, chains, session, security, accessNews);
        StatusReport status = new StatusReport(
                identity,
                loops.replicas(),
                rpcCounters,
                controller::isElected,
                session::isConnected,
                operators.troubles());
        end.leaveWith(new NodeShutdown.Parts(
                loops.firstScheduler(),
                loops::leave,
                directory::retire,
                isPlaced ? departure::goes : () -> {},
                session));
        loops.open(endpoints, new AuditedAdmin(operators.admin(status, end, closer), AuditLog.of(identity.nodeId())));
        closer.add("replica", loops::end);
        CompletableFuture<Void> firstLives = loops.beginFirstLives();
        session.start();
        session.register(options.sessionTimeoutMillis() * 2L);
        session.awaitAtStart(firstLives, options.sessionTimeoutMillis() * 2L);
        // Of two nodes that start at the same time, neither sees the other in the first check.
        awaitAlone.run();
        loops.startTicking();
        loops.every(LOOK_MILLIS, "the check for troubles", status::lookForTroubles);
        if (isPlaced) {
            loops.followPlacement(cluster, placement);
        }
        leaderEviction.start();
        controller.start();
    }

    /** The start may have ended before there was anything to close. */
    private void disconnect() {
        if (loops != null) {
            loops.disconnect();
        }
    }

    private void watchFreeSpace() {
        FreeSpace freeSpace = new FreeSpace(
                FreeSpace.of(options.data()), options.freeSpaceReserveBytes(), loops::freeSpace, store::spaceIsScarce);
        closer.add("free space", freeSpace);
        freeSpace.start();
    }

    /** The chains with which the node begins. */
    private List<ChainZnodes> firstChains(SortedSet<Integer> held, KnownPlacement placement)
            throws CoordinationException, InterruptedException {
        if (shape.replicas() == ClusterShape.ALL) {
            return chains;
        }
        FirstChains first = new FirstChains(cluster, identity.nodeId());
        PlacementZnodes znodes = new PlacementZnodes(cluster, shape);
        SortedSet<Integer> numbers = cluster.patiently(() -> {
            Placement now = first.placement(znodes, shape.chains());
            placement.take(1, now.lines());
            return first.of(chains, held, now);
        });
        LOG.info("this node begins with {} of {} chains", numbers.size(), shape.chains());
        return chains.stream().filter(chain -> numbers.contains(chain.chain())).toList();
    }

    private synchronized TraceFile openTrace(int chain) throws IOException {
        if (!options.trace()) {
            return null;
        }
        Path file = options.data().resolve(NodeOptions.trace(chain));
        TraceFile trace = traces.get(chain);
        if (trace != null) {
            return trace;
        }
        trace = TraceFile.open(file);
        traces.put(chain, trace);
        closer.add("trace", trace);
        LOG.warn("all inputs and outputs of the replica are written to {}, with keys and values", file);
        return trace;
    }
}
