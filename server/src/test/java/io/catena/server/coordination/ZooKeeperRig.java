package io.catena.server.coordination;

import static org.awaitility.Awaitility.await;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.GivenSettings;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.ProbeAnswer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.ZooKeeper;
import org.junit.rules.ExternalResource;

/** A real ZooKeeper in this process, with short sessions, and whatever was connected to it, to be closed at the end. */
final class ZooKeeperRig extends ExternalResource {
    static final int CHAIN = 1;
    static final int SESSION_MILLIS = 1_000;
    private static final int LONG_SESSION_MILLIS = 5_000;
    /** ZooKeeper grants sessions of 2 to 20 ticks. */
    private static final int TICK_MILLIS = 250;

    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final Map<String, ProbeAnswer> answers = new ConcurrentHashMap<>();
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

    <T extends AutoCloseable> T closing(T closeable) {
        toClose.push(closeable);
        return closeable;
    }

    TestingServer server() {
        return server;
    }

    Cluster connect() throws Exception {
        return connect(server.getConnectString());
    }

    Cluster connect(String connectString) throws Exception {
        return connect(connectString, SESSION_MILLIS);
    }

    /** With a session that outlives ZooKeeper's pause of up to a second before it connects again. */
    Cluster connectForLong(String connectString) throws Exception {
        return connect(connectString, LONG_SESSION_MILLIS);
    }

    private Cluster connect(String connectString, int sessionMillis) throws Exception {
        return closing(Cluster.connect(new ClusterSettings(connectString, "test", sessionMillis, 5_000)));
    }

    /** Somebody who looks and tampers from outside. */
    CuratorFramework admin() {
        return admin.client();
    }

    ZnodeCodec codec() {
        return admin.codec();
    }

    Znodes znodes() {
        return admin.znodes();
    }

    /** A node that has joined the cluster and watches, told to the listener. */
    Node node(String nodeId) throws Exception {
        return node(nodeId, connect());
    }

    Node node(String nodeId, Cluster cluster) throws Exception {
        return new Node(nodeId, cluster);
    }

    void answers(String nodeId, ProbeAnswer answer) {
        answers.put(nodeId, answer);
    }

    CompletableFuture<ProbeAnswer> ask(Member member) {
        ProbeAnswer answer = answers.get(member.nodeId());
        return answer == null ? new CompletableFuture<>() : CompletableFuture.completedFuture(answer);
    }

    void put(String path, Object record) throws Exception {
        put(path, codec().encode(record));
    }

    void put(String path, String text) throws Exception {
        put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    void put(String path, byte[] data) throws Exception {
        admin().create().orSetData().forPath(path, data);
    }

    void configure(Configuration configuration) throws Exception {
        put(znodes().configuration(CHAIN), configuration);
    }

    Optional<Member> registered(String nodeId) throws Exception {
        Optional<ZooKeeperCalls.Znode> znode = admin.calls().read(znodes().node(nodeId));
        return znode.isEmpty()
                ? Optional.empty()
                : Optional.of(codec().registered("", znode.get().data()).member());
    }

    long ownerOf(String path) throws Exception {
        return admin.calls().read(path).map(z -> z.stat().getEphemeralOwner()).orElse(0L);
    }

    /** Ends the session on the server, as the ensemble does when it expires one. */
    void expire(Cluster cluster) throws Exception {
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

    static Member life(String nodeId, long incarnation) {
        return new Member(nodeId, incarnation, "127.0.0.1:" + (7400 + nodeId.charAt(0) - 'a'));
    }

    static Configuration configuration(long epoch, Member... members) {
        return new Configuration(CHAIN, epoch, 1, List.of(members), null, true, Map.of());
    }

    /** The log ends at the epoch's number, so that reports that differ in their epochs are news of each other. */
    static ReplicaReport report(Member of, long epoch) {
        return new ReplicaReport(
                CHAIN, of.incarnation(), epoch, epoch == 0 ? 0 : 1, epoch, false, 0, new TreeSet<>(), false);
    }

    /** One node's side of it all. */
    final class Node {
        private final Cluster cluster;
        private final ClusterIdentity identity;
        private final ChainZnodes chain;
        private final RecordingListener listener = new RecordingListener();
        private final NodeSession session;

        private Node(String nodeId, Cluster cluster) throws Exception {
            this.cluster = cluster;
            this.identity = cluster.establish(Optional.empty());
            this.chain = cluster.chain(CHAIN);
            cluster.settings().agree(new GivenSettings(null, null, null), ClusterFormat.KNOWN, chain);
            this.session =
                    closing(new NodeSession(cluster, identity, chain, nodeId, ZooKeeperRig.this::ask, 50, listener));
            session.start();
        }

        Node register(Member member) throws Exception {
            session.register(member, 4 * SESSION_MILLIS);
            return this;
        }

        Cluster cluster() {
            return cluster;
        }

        ClusterIdentity identity() {
            return identity;
        }

        ChainZnodes chain() {
            return chain;
        }

        NodeSession session() {
            return session;
        }

        RecordingListener listener() {
            return listener;
        }

        long sessionId() throws Exception {
            return cluster.calls().sessionId();
        }
    }
}
