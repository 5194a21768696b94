package io.catena.server.coordination;

import static org.awaitility.Awaitility.await;

import io.catena.server.access.AccessRules;
import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.GivenSettings;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.coordination.client.ZooKeeperCalls;
import io.catena.server.coordination.client.ZooKeeperIdentity;
import io.catena.server.coordination.client.ZooKeeperSecurity;
import io.catena.server.coordination.session.ZooKeeperSession;
import io.catena.server.registration.ChainSession;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.registration.RegisteredReplica;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.rules.ExternalResource;

/** A real ZooKeeper in this process; after the test it and all its clients are closed. */
public final class ZooKeeperRig extends ExternalResource {
    public static final int CHAIN = 1;
    /** The longest that is granted, so that no session ends while the disk of the machine is slow. */
    public static final int SESSION_MILLIS = 5_000;
    /** Of sessions whose end a test awaits. */
    public static final int BRIEF_SESSION_MILLIS = 1_000;
    /** ZooKeeper grants sessions of 2 to 20 ticks. */
    private static final int TICK_MILLIS = 250;

    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final Map<String, ProbeAnswer> answers = new ConcurrentHashMap<>();
    private final AtomicLong incarnations = new AtomicLong(1_000);
    private TestingServer server;
    private Cluster admin;

    @Override
    protected void before() throws Throwable {
        server = new TestingServer(new InstanceSpec(null, -1, -1, -1, true, -1, TICK_MILLIS, -1), true);
        admin = connect();
    }

    @Override
    protected void after() {
        while (!toClose.isEmpty()) {
            quietly(toClose.pop());
        }
        quietly(server);
    }

    private static void quietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public <T extends AutoCloseable> T closing(T closeable) {
        toClose.push(closeable);
        return closeable;
    }

    public TestingServer server() {
        return server;
    }

    public Cluster connect() throws Exception {
        return connect(server.getConnectString());
    }

    public Cluster connect(String connectString) throws Exception {
        return connect(connectString, SESSION_MILLIS);
    }

    /** Connects with a session that ends soon after its connection. */
    public Cluster connectBriefly(String connectString) throws Exception {
        return connect(connectString, BRIEF_SESSION_MILLIS);
    }

    private Cluster connect(String connectString, int sessionMillis) throws Exception {
        return closing(Cluster.connect(new ClusterSettings(connectString, "test", sessionMillis, 5_000)));
    }

    /** Connects as a user of ZooKeeper. */
    Cluster connectAs(ZooKeeperIdentity identity) throws Exception {
        return closing(Cluster.connect(new ClusterSettings(
                server.getConnectString(),
                "test",
                SESSION_MILLIS,
                5_000,
                new ZooKeeperSecurity(Optional.of(identity), Optional.empty()))));
    }

    /** A client with which a test reads and changes znodes from outside. */
    public CuratorFramework admin() {
        return admin.client();
    }

    public ZnodeCodec codec() {
        return admin.codec();
    }

    public Znodes znodes() {
        return admin.znodes();
    }

    /** A process of a node that has joined the cluster and watches; its listener records what it is told. */
    public Node node(String nodeId) throws Exception {
        return node(nodeId, connect());
    }

    public Node node(String nodeId, Cluster cluster) throws Exception {
        return new Node(nodeId, cluster, CHAIN);
    }

    /** A process of a node with a replica of each of these chains. */
    Node nodeOf(String nodeId, int... chains) throws Exception {
        return new Node(nodeId, connect(), chains);
    }

    public void answers(String nodeId, ProbeAnswer answer) {
        answers.put(nodeId, answer);
    }

    public CompletableFuture<ProbeAnswer> ask(Member member) {
        return ask(member.nodeId());
    }

    public CompletableFuture<ProbeAnswer> ask(RegisteredNode node) {
        return ask(node.nodeId());
    }

    private CompletableFuture<ProbeAnswer> ask(String nodeId) {
        ProbeAnswer answer = answers.get(nodeId);
        return answer == null ? new CompletableFuture<>() : CompletableFuture.completedFuture(answer);
    }

    public void put(String path, ZnodeCodec.Registered record) throws Exception {
        put(path, codec().encode(record));
    }

    public void put(String path, Object record) throws Exception {
        put(path, codec().encode(record));
    }

    public void put(String path, String text) throws Exception {
        put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    public void put(String path, byte[] data) throws Exception {
        admin().create().orSetData().forPath(path, data);
    }

    public void configure(Configuration configuration) throws Exception {
        configure(CHAIN, configuration);
    }

    public void configure(int chain, Configuration configuration) throws Exception {
        put(znodes().configuration(chain), configuration);
    }

    /** Has the chain's configuration as its last activated one. */
    public void activate(Configuration configuration) throws Exception {
        put(znodes().activated(configuration.chain()), codec().encodeActivated(configuration, 0));
    }

    /** The life of the node's replica, if it is registered by the node's registered process. */
    Optional<Member> registered(String nodeId) throws Exception {
        return registered(CHAIN, nodeId);
    }

    Optional<Member> registered(int chain, String nodeId) throws Exception {
        Optional<ZooKeeperCalls.Znode> node = admin.calls().read(znodes().node(nodeId));
        Optional<RegisteredReplica> replica = replica(chain, nodeId);
        if (node.isEmpty() || replica.isEmpty()) {
            return Optional.empty();
        }
        RegisteredNode process = codec().registered("", node.get().data()).node();
        return RegisteredReplica.living(Map.of(nodeId, process), Map.of(nodeId, replica.get())).stream()
                .findFirst();
    }

    /** The registration of the node's replica. */
    Optional<RegisteredReplica> replica(int chain, String nodeId) throws Exception {
        Optional<ZooKeeperCalls.Znode> znode = admin.calls().read(znodes().replica(chain, nodeId));
        return znode.isEmpty()
                ? Optional.empty()
                : Optional.of(codec().replica("", znode.get().data()));
    }

    /** The transactions of the creation and of the last change of the znode, and its version. */
    List<Long> history(String path) throws Exception {
        Stat stat = admin().checkExists().forPath(path);
        return List.of(stat.getCzxid(), stat.getMzxid(), (long) stat.getVersion());
    }

    long ownerOf(String path) throws Exception {
        return admin.calls().read(path).map(z -> z.stat().getEphemeralOwner()).orElse(0L);
    }

    /** Ends the client's session on the server, as the ensemble does when it expires a session. */
    public void expire(Cluster cluster) throws Exception {
        ZooKeeper victim = cluster.client().getZookeeperClient().getZooKeeper();
        ZooKeeper twin = new ZooKeeper(
                server.getConnectString(),
                SESSION_MILLIS,
                event -> {},
                victim.getSessionId(),
                victim.getSessionPasswd());
        await().until(() -> twin.getState().isConnected());
        twin.close();
    }

    public static Member life(String nodeId, long number) {
        return new Member(nodeId, number, "127.0.0.1:" + (7400 + nodeId.charAt(0) - 'a'));
    }

    public static String address(String nodeId) {
        return life(nodeId, 1).address();
    }

    public static Configuration configuration(long epoch, Member... members) {
        return new Configuration(CHAIN, epoch, 1, List.of(members), null, true, Map.of());
    }

    /** The log ends at the epoch's number, so that reports of different epochs differ. */
    public static ReplicaReport report(Member of, long epoch) {
        return report(CHAIN, of, epoch);
    }

    private static ReplicaReport report(int chain, Member of, long epoch) {
        return new ReplicaReport(chain, of.life(), epoch, epoch == 0 ? 0 : 1, epoch, false, 0, new TreeSet<>(), false);
    }

    /** One process of a node: its session, its registrations and its views of the chains. */
    public final class Node {
        private final Cluster cluster;
        private final ClusterIdentity identity;
        private final RegisteredNode self;
        private final List<ChainZnodes> chains = new ArrayList<>();
        private final List<ChainSession> replicas = new ArrayList<>();
        private final List<RecordingListener> listeners = new ArrayList<>();
        private final AccessNews access;
        private final ZooKeeperSession session;

        private Node(String nodeId, Cluster cluster, int... chains) throws Exception {
            this.cluster = cluster;
            this.identity = cluster.establish(Optional.empty());
            this.self =
                    new RegisteredNode(nodeId, incarnations.incrementAndGet(), address(nodeId), ClusterFormat.KNOWN);
            this.access = cluster.access().news();
            RecordingListener first = new RecordingListener();
            this.session = closing(new ZooKeeperSession(
                    cluster, identity, self, ZooKeeperRig.this::ask, 50, access, first, first::configurationWentBack));
            for (int chain : chains) {
                RecordingListener listener = listeners.isEmpty() ? first : new RecordingListener();
                this.chains.add(cluster.chain(chain));
                listeners.add(listener);
                replicas.add(session.chain(chain(), listener));
            }
            cluster.settings().agree(new GivenSettings(null, null, null), ClusterFormat.KNOWN, this.chains.get(0));
            session.start();
        }

        /** Registers the node, unless it is registered, and a life of its first replica. */
        public Node register(Member life) throws Exception {
            return register(0, life);
        }

        /** @param replica index of the replica, from 0 */
        public Node register(int replica, Member life) throws Exception {
            session.register(4 * SESSION_MILLIS);
            CompletableFuture<Void> registered = new CompletableFuture<>();
            int chain = chains.get(replica).chain();
            replicas.get(replica).register(life, report(chain, life, 0), () -> registered.complete(null));
            registered.get(4 * SESSION_MILLIS, TimeUnit.MILLISECONDS);
            return this;
        }

        AccessRules accessRules() {
            return access.rules();
        }

        RegisteredNode self() {
            return self;
        }

        public Cluster cluster() {
            return cluster;
        }

        public ClusterIdentity identity() {
            return identity;
        }

        /** The last of the chains. */
        public ChainZnodes chain() {
            return chains.get(chains.size() - 1);
        }

        public ZooKeeperSession session() {
            return session;
        }

        public ChainSession replica() {
            return replicas.get(0);
        }

        RecordingListener listener() {
            return listeners.get(0);
        }

        /** The listener of the second replica. */
        RecordingListener otherListener() {
            return listeners.get(1);
        }

        public long sessionId() throws Exception {
            return cluster.calls().sessionId();
        }
    }
}
