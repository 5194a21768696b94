package io.catena.server.node;

import io.catena.server.audit.AuditLog;
import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.loop.Controller;
import io.catena.server.controller.loop.ControllerLog;
import io.catena.server.controller.loop.ControllerLoop;
import io.catena.server.controller.loop.ControllerTimings;
import io.catena.server.controller.loop.Directory;
import io.catena.server.controller.loop.Rules;
import io.catena.server.coordination.AccessNews;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ClusterIdentity;
import io.catena.server.coordination.ClusterSettings;
import io.catena.server.coordination.SharedAddress;
import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.coordination.client.ZooKeeperSecurity;
import io.catena.server.coordination.client.ZooKeeperTls;
import io.catena.server.coordination.controller.BlockingDirectory;
import io.catena.server.coordination.controller.Election;
import io.catena.server.coordination.controller.LeaderEviction;
import io.catena.server.coordination.controller.ZooKeeperDirectory;
import io.catena.server.coordination.session.ZooKeeperSession;
import io.catena.server.node.health.FreeSpace;
import io.catena.server.node.health.StatusReport;
import io.catena.server.node.health.Troubles;
import io.catena.server.node.operators.AccessDesk;
import io.catena.server.node.operators.Admin;
import io.catena.server.node.operators.AuditedAdmin;
import io.catena.server.node.operators.Consequences;
import io.catena.server.node.operators.SettingsDesk;
import io.catena.server.node.operators.ZooKeeperDesk;
import io.catena.server.node.replicas.ChainLayout;
import io.catena.server.node.replicas.DiskThreads;
import io.catena.server.node.replicas.MembershipKeeper;
import io.catena.server.node.replicas.NettyScheduler;
import io.catena.server.node.replicas.NodeIdentity;
import io.catena.server.node.replicas.ReplicaHost;
import io.catena.server.node.replicas.SessionNews;
import io.catena.server.node.requests.Failures;
import io.catena.server.node.requests.PeerCalls;
import io.catena.server.node.requests.SessionOrigin;
import io.catena.server.node.requests.WireRequests;
import io.catena.server.node.security.NodeSecurity;
import io.catena.server.node.security.ZooKeeperStores;
import io.catena.server.node.shutdown.Closer;
import io.catena.server.node.shutdown.NodeShutdown;
import io.catena.server.node.shutdown.OwnProcess;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.replica.LeaveCompletion;
import io.catena.server.replica.ReplicaCounters;
import io.catena.server.requests.Forwarding;
import io.catena.server.requests.Requests;
import io.catena.server.rpc.NativeTransport;
import io.catena.server.rpc.RpcCounters;
import io.catena.server.rpc.RpcTransport;
import io.catena.server.rpc.inbound.CannotListenException;
import io.catena.server.rpc.inbound.RpcLimits;
import io.catena.server.rpc.inbound.RpcServer;
import io.catena.server.rpc.outbound.PeerLimits;
import io.catena.server.rpc.outbound.Peers;
import io.catena.server.storage.DataDirectory;
import io.catena.server.storage.DataDirectoryException;
import io.catena.server.storage.Identity;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.storage.files.FileProblem;
import io.catena.server.storage.files.StoreException;
import io.catena.server.storage.leveldb.Engine;
import io.catena.server.threads.LastResort;
import io.catena.server.threads.LoopThread;
import io.catena.server.trace.TraceFile;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
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
    private static final int CHAIN = 1;
    private static final long PROBE_MILLIS = 1_000;
    private static final long PROMPT_MILLIS = 50;
    private static final long LOOK_MILLIS = 1_000;
    private static final long GRACE_MILLIS = 3_000;
    private static final long CONTROLLER_TICK_MILLIS = 100;

    private final NodeOptions options;
    private final Closer closer = new Closer();
    private final NodeShutdown end = new NodeShutdown(closer, new OwnProcess());
    private final NodeEndpoint nodeEndpoint = new NodeEndpoint();
    private final RpcCounters rpcCounters = new RpcCounters();
    private final ReplicaCounters replicaCounters = new ReplicaCounters();
    private final CurrentReplica replica = new CurrentReplica();
    private final ChainLayout layout;
    private DataDirectory directory;
    private RpcTransport transport;
    private Cluster cluster;
    private ClusterIdentity clusterIdentity;
    private ChainZnodes znodes;
    private NodeSecurity security;
    private AccessNews accessNews;
    private NodeIdentity identity;
    private ReplicaStore store;
    private DiskThreads disk;
    private ReplicaHost host;
    private NodeProbe probe;
    private SharedAddress sharedAddress;
    private Controller controller;
    private ZooKeeperSession session;

    private Node(NodeOptions options) {
        this.options = options;
        this.layout = new ChainLayout(options.cluster(), CHAIN);
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
        EventLoopGroup group = RpcTransport.newGroup(task -> new Thread(task, "catena-loop"));
        closer.add(
                "event loop",
                () -> group.shutdownGracefully(0, 2, TimeUnit.SECONDS).sync());
        transport = RpcTransport.of(group, security.connections());
        RpcLimits limits = ConnectionLimits.of(options.maxConnections());
        RpcServer server = new RpcServer(
                transport,
                limits,
                rpcCounters,
                nodeEndpoint,
                nodeEndpoint,
                nodeEndpoint,
                security.access(),
                security.tokens());
        server.bind(options.listen(), options.port());
        closer.add("server", () -> server.close(2_000).get(5, TimeUnit.SECONDS));
    }

    private void joinCluster()
            throws CoordinationException, DataDirectoryException, NodeSecurity.UnusableException, InterruptedException {
        nodeEndpoint.startWaitsFor(" and waits for ZooKeeper at " + options.zookeeper());
        cluster = Cluster.connect(new ClusterSettings(
                options.zookeeper(),
                options.cluster(),
                options.sessionTimeoutMillis(),
                options.connectTimeoutMillis(),
                new ZooKeeperSecurity(Optional.ofNullable(options.zookeeperIdentity()), zooKeeperTls())));
        closer.add("connection to ZooKeeper", cluster);
        nodeEndpoint.startWaitsFor("");
        probe = new NodeProbe(security::material);
        closer.add("probe", probe);
        clusterIdentity =
                cluster.patiently(() -> cluster.establish(directory.identity().map(Identity::clusterId)));
        if (cluster.patiently(cluster::isOpen)) {
            security.zooKeeperIsOpen();
        }
        znodes = cluster.patiently(() -> cluster.chain(CHAIN));
        SharedSettings settings =
                cluster.patiently(() -> cluster.settings().agree(options.shared(), ClusterFormat.KNOWN, znodes));
        LOG.info("settings of the cluster: {}", settings);
        accessNews = cluster.patiently(() -> cluster.access().news());
        security.goBy(accessNews::rules);
        String nodeId =
                directory.identity().map(Identity::nodeId).or(security::nodeId).orElseGet(NewIds::nodeId);
        sharedAddress = new SharedAddress(cluster, probe::ask, PROBE_MILLIS);
        awaitAlone(nodeId, options.advertise().toString());
        directory.adopt(clusterIdentity.clusterId(), nodeId, settings.format());
        identity = new NodeIdentity(
                options.cluster(), clusterIdentity.clusterId(), nodeId, NewIds.incarnation(), options.advertise());
    }

    private Optional<ZooKeeperTls> zooKeeperTls() throws NodeSecurity.UnusableException {
        if (!options.zookeeperTls()) {
            return Optional.empty();
        }
        ZooKeeperStores stores = ZooKeeperStores.open(() -> security.material().orElseThrow(), options.data());
        closer.add("certificates for ZooKeeper", stores);
        return Optional.of(stores);
    }

    private void awaitAlone(String nodeId, String address) throws CoordinationException, InterruptedException {
        cluster.patiently(() -> {
            sharedAddress.awaitAlone(nodeId, address);
            return nodeId;
        });
    }

    private void openStore() throws DataDirectoryException {
        Engine engine = Engine.choose(directory.nativeLibraries());
        store = ReplicaStore.open(directory.chain(CHAIN), engine, options.retainLogBytes());
        closer.add("store", store);
        disk = new DiskThreads(CHAIN);
        closer.add("disk threads", disk);
    }

    private void live() throws IOException, CoordinationException, InterruptedException {
        Peers peers = new Peers(transport, PeerLimits.defaults(), rpcCounters, address -> host.peerDown(address));
        closer.add("peers", peers::close);
        MembershipKeeper keeper = new MembershipKeeper(directory::keepMembership);
        closer.add("membership", keeper);
        Forwarding forwarding = new Forwarding(new PeerCalls(peers));
        host = new ReplicaHost(
                identity,
                options.replica(),
                transport.loop(),
                peers,
                forwarding,
                store,
                disk,
                replicaCounters,
                openTrace(),
                replica,
                layout,
                keeper,
                znodes,
                end);
        closer.add("membership of the replica", host);
        FreeSpace freeSpace = new FreeSpace(
                FreeSpace.of(options.data()), options.freeSpaceReserveBytes(), host::freeSpace, store::spaceIsScarce);
        closer.add("free space", freeSpace);
        freeSpace.start();
        Election election = controllerAndElection();
        session = new ZooKeeperSession(
                cluster,
                clusterIdentity,
                identity.registered(),
                probe::ask,
                PROBE_MILLIS,
                accessNews,
                new SessionNews(identity.registered(), why -> end.halt(why, null)),
                why -> end.halt(why, null));
        closer.add("registration", session);
        Troubles troubles =
                new Troubles(layout, replica::shortage, options.zookeeper(), session::isConnected, security);
        StatusReport status = new StatusReport(
                identity,
                replica,
                layout,
                replicaCounters,
                rpcCounters,
                controller::isElected,
                session::isConnected,
                troubles);
        NettyScheduler loop = new NettyScheduler(transport.loop());
        LeaveCompletion leave = new LeaveCompletion(System::nanoTime, loop, replica, session::isConnected);
        end.leaveWith(new NodeShutdown.Parts(loop, leave, directory::retire, session));
        ZooKeeperDesk desk = new ZooKeeperDesk(session::isConnected);
        closer.add("operators", desk);
        SettingsDesk settings = new SettingsDesk(cluster.settings(), znodes, layout, transport.loop(), desk);
        AccessDesk accessDesk = new AccessDesk(cluster.access(), accessNews::rules, security.access(), desk);
        Consequences consequences =
                new Consequences(layout, replica::isMember, replica::isLastMember, session::isConnected);
        Admin admin = new Admin(status, consequences, layout, store, settings, accessDesk, options.adminToken(), end);
        Failures failures = new Failures(layout, replica::shortage, session::isConnected);
        Requests requests = new Requests(
                CHAIN,
                replica,
                layout::configuration,
                forwarding,
                new Requests.Ports(System::nanoTime, new SecureRandom()::nextLong, SessionOrigin::number));
        WireRequests clients = new WireRequests(requests, layout, failures);
        AuditedAdmin audited = new AuditedAdmin(admin, AuditLog.of(identity.nodeId()));
        transport.loop().submit(() -> nodeEndpoint.open(clients, audited, host)).syncUninterruptibly();
        closer.add("replica", () -> transport.loop().submit(replica::ends).sync());
        LeaderEviction leaderEviction =
                new LeaderEviction(cluster, identity.nodeId(), probe::askProcess, options.suspicionMillis());
        closer.add("leader eviction", leaderEviction);
        host.uses(session.chain(znodes, host), leaderEviction);
        CompletableFuture<Void> firstLife = host.beginFirst();
        session.start();
        session.register(options.sessionTimeoutMillis() * 2L);
        session.awaitAtStart(firstLife, options.sessionTimeoutMillis() * 2L);
        // Of two nodes that start at the same time, neither sees the other in the first check.
        awaitAlone(identity.nodeId(), identity.address());
        host.startTicking();
        transport
                .loop()
                .scheduleWithFixedDelay(
                        LastResort.surviving("the check for troubles", () -> troubles.look(System.nanoTime())),
                        LOOK_MILLIS,
                        LOOK_MILLIS,
                        TimeUnit.MILLISECONDS);
        controller.rehearse();
        leaderEviction.start();
        election.start();
    }

    private TraceFile openTrace() throws IOException {
        if (!options.trace()) {
            return null;
        }
        Path file = options.data().resolve(NodeOptions.TRACE);
        TraceFile trace = TraceFile.open(file);
        closer.add("trace", trace);
        LOG.warn("all inputs and outputs of the replica are written to {}, with keys and values", file);
        return trace;
    }

    private Election controllerAndElection() throws CoordinationException {
        Election[] election = new Election[1];
        LoopThread thread = new LoopThread("catena-controller-" + CHAIN);
        LoopThread directoryThread = new LoopThread("catena-directory-" + CHAIN);
        Directory directoryOfChain =
                new BlockingDirectory(new ZooKeeperDirectory(cluster, clusterIdentity, znodes), directoryThread);
        ControllerTimings timings = new ControllerTimings(
                CONTROLLER_TICK_MILLIS,
                PROMPT_MILLIS,
                PROBE_MILLIS,
                GRACE_MILLIS,
                cluster.sessionTimeoutMillis(),
                options.suspicionMillis());
        controller = new Controller(
                new ControllerLoop(CHAIN, identity.nodeId(), Rules.OF_THE_CHAIN, timings),
                new Controller.Ports(System::nanoTime, thread, directoryOfChain, probe.ofChain(CHAIN)),
                new ControllerLog(CHAIN, () -> election[0].termLost()));
        election[0] = new Election(cluster, znodes, identity.nodeId(), identity.address(), controller);
        closer.add("directory", directoryThread);
        closer.add("controller", thread);
        closer.add("election", election[0]);
        return election[0];
    }
}
