package io.catena.server.coordination;

import io.catena.server.chain.Advice;
import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.Escaped;
import io.catena.server.chain.GivenShape;
import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.coordination.client.CoordinationException.AccessDenied;
import io.catena.server.coordination.client.CoordinationException.ClusterMissing;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.OpenNodes;
import io.catena.server.coordination.client.CoordinationException.ShapeDiffers;
import io.catena.server.coordination.client.CoordinationException.WrongCluster;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.PlainClientConfig;
import io.catena.server.coordination.client.SecureClientConfig;
import io.catena.server.coordination.client.TlsTrial;
import io.catena.server.coordination.client.ZooKeeperCalls;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import io.catena.server.coordination.client.ZooKeeperIdentity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.curator.framework.state.SessionConnectionStateErrorPolicy;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to one cluster in ZooKeeper. All other objects of this package are made from it and end with it.
 * Thread-safe.
 */
public final class Cluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final int RETRY_MILLIS = 50;
    private static final long SAY_EVERY_MILLIS = 3_000;
    private static final int CLOSE_LIMIT_MILLIS = 3_000;

    private final ClusterSettings settings;
    private final CuratorFramework client;
    /** Empty for plain text. */
    private final Optional<TlsTrial> tlsTrial;

    private final ZooKeeperCalls calls;
    private final Znodes znodes;
    private final ZnodeCodec codec = new ZnodeCodec();
    private final Alarms alarms = new Alarms();

    private Cluster(ClusterSettings settings, CuratorFramework client) {
        this.settings = settings;
        this.client = client;
        this.tlsTrial = settings.security().tls().map(tls -> new TlsTrial(settings.connectString(), tls));
        this.calls = new ZooKeeperCalls(client, settings.security().identity());
        this.znodes = new Znodes(settings.cluster());
    }

    /**
     * Connects; writes nothing.
     *
     * @throws ZooKeeperUnavailable if there is no connection by the deadline
     */
    public static Cluster connect(ClusterSettings settings) throws ZooKeeperUnavailable {
        CuratorFrameworkFactory.Builder builder = CuratorFrameworkFactory.builder()
                .connectString(settings.connectString())
                .sessionTimeoutMs(settings.sessionTimeoutMillis())
                .connectionTimeoutMs(Math.max(1, settings.sessionTimeoutMillis() / 2))
                .retryPolicy(new RetryOneTime(RETRY_MILLIS))
                .connectionStateErrorPolicy(new SessionConnectionStateErrorPolicy())
                .defaultData(new byte[0])
                .zkClientConfig(settings.security()
                        .tls()
                        .<ZKClientConfig>map(SecureClientConfig::new)
                        .orElseGet(PlainClientConfig::new));
        warnOfPlainPassword(settings);
        settings.security()
                .identity()
                .ifPresent(identity -> builder.authorization(ZooKeeperIdentity.SCHEME, identity.userAndPassword())
                        .aclProvider(new SameForAll(identity.acl())));
        CuratorFramework client = builder.build();
        client.getUnhandledErrorListenable().addListener(Cluster::say);
        Cluster cluster = new Cluster(settings, client);
        try {
            client.start();
            if (cluster.isConnectedInTime()) {
                return cluster;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            cluster.close();
            throw cluster.unreachable(e);
        }
        cluster.close();
        throw cluster.unreachable(null);
    }

    private static void warnOfPlainPassword(ClusterSettings settings) {
        boolean leaves = Stream.of(
                        settings.connectString().replaceFirst("/.*", "").split(","))
                .anyMatch(server -> !server.matches("(127\\.[0-9.]+|localhost|\\[::1]):[0-9]+"));
        if (settings.security().identity().isPresent()
                && settings.security().tls().isEmpty()
                && leaves) {
            LOG.warn(
                    "the password of {} goes to ZooKeeper at {} in plain text: whoever listens on that network has it;"
                            + " use --zookeeper-tls (docs/security.md)",
                    settings.security().identity().get(),
                    settings.connectString());
        }
    }

    /** Every znode gets the same list, also those that Curator's election makes. */
    private record SameForAll(List<ACL> acl) implements ACLProvider {
        @Override
        public List<ACL> getDefaultAcl() {
            return acl;
        }

        @Override
        public List<ACL> getAclForPath(String path) {
            return acl;
        }
    }

    /** Logs an error inside Curator. A lost connection is logged by its listener. */
    private static void say(String what, Throwable cause) {
        if (cause instanceof KeeperException.ConnectionLossException) {
            LOG.debug("error in ZooKeeper's client: {} ({})", what, String.valueOf(cause));
        } else {
            LOG.warn("error in ZooKeeper's client: {} ({})", what, String.valueOf(cause));
        }
    }

    /** Waits, and logs every 3 s what it waits for, so that the user that has started the node knows. */
    private boolean isConnectedInTime() throws InterruptedException {
        long startNanos = System.nanoTime();
        long limitMillis = settings.connectDeadlineMillis() == 0 ? Long.MAX_VALUE : settings.connectDeadlineMillis();
        long waitedMillis = 0;
        while (waitedMillis < limitMillis) {
            long sliceMillis = Math.min(SAY_EVERY_MILLIS, limitMillis - waitedMillis);
            if (client.blockUntilConnected((int) sliceMillis, TimeUnit.MILLISECONDS)) {
                return true;
            }
            waitedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
            LOG.warn(
                    "waiting for ZooKeeper at {}, which has not answered for {} s; {}",
                    settings.connectString(),
                    TimeUnit.MILLISECONDS.toSeconds(waitedMillis),
                    whatToCheck());
        }
        return false;
    }

    /** A part of a start that needs ZooKeeper. */
    @FunctionalInterface
    public interface Step<T> {
        T run() throws CoordinationException, InterruptedException;
    }

    /**
     * Carries out a step of a start. While ZooKeeper does not answer it repeats the step, for as long as the first
     * connection may take. The step must do no harm if it is done twice.
     *
     * @throws AccessDenied if ZooKeeper refuses an operation; that is not waited for
     * @throws ZooKeeperUnavailable if there was no answer by the deadline
     */
    public <T> T patiently(Step<T> step) throws CoordinationException, InterruptedException {
        long startNanos = System.nanoTime();
        while (true) {
            try {
                return step.run();
            } catch (AccessDenied e) {
                throw e;
            } catch (ZooKeeperUnavailable e) {
                long waitedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
                boolean isLimited = settings.connectDeadlineMillis() > 0;
                if (isLimited && waitedMillis >= settings.connectDeadlineMillis() || !isConnectedInTime()) {
                    throw e;
                }
                // Connected, and still no answer: repeats after a pause.
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            }
        }
    }

    private ZooKeeperUnavailable unreachable(RuntimeException cause) {
        return new ZooKeeperUnavailable(
                "no connection to ZooKeeper at " + settings.connectString() + " within "
                        + settings.connectDeadlineMillis() + " ms" + (cause == null ? "" : " (" + cause + ")") + "; "
                        + whatToCheck(),
                cause);
    }

    private String whatToCheck() {
        String address = "check that it runs and that the address is right";
        if (tlsTrial.isEmpty()) {
            return address + ", and not that of its secureClientPort, for which there is --zookeeper-tls";
        }
        try {
            return tlsTrial.get().findings().orElse(address + ", and is that of ZooKeeper's secureClientPort");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return address;
        }
    }

    /** As {@link #establish(Optional, GivenShape)}; a cluster that is created has one chain, and any shape will do. */
    public ClusterIdentity establish(Optional<String> storedClusterId)
            throws WrongCluster, ClusterMissing, MalformedZnode, OpenNodes, ShapeDiffers, ZooKeeperUnavailable {
        return establish(storedClusterId, GivenShape.NOTHING);
    }

    /**
     * Reads the identity of the cluster. Creates the cluster if ZooKeeper has none of this name and this node has no
     * data of one. A cluster that everybody may read and write becomes the connection's identity's, if it has one.
     *
     * @param storedClusterId the id in the node's data directory
     * @param given what the node's options say of the cluster's shape: a cluster that is created gets it (P9)
     * @throws WrongCluster if ZooKeeper has another cluster under this name
     * @throws ClusterMissing if ZooKeeper has nothing of the cluster that the data directory belongs to
     * @throws ShapeDiffers if the cluster was made with another shape than is given
     * @throws OpenNodes if nodes without an identity are registered, and this connection has one
     */
    public ClusterIdentity establish(Optional<String> storedClusterId, GivenShape given)
            throws WrongCluster, ClusterMissing, MalformedZnode, OpenNodes, ShapeDiffers, ZooKeeperUnavailable {
        calls.catchUp(znodes.root());
        Optional<Znode> root = calls.read(znodes.root());
        if (root.isEmpty() && storedClusterId.isEmpty()) {
            create(given.ofNewCluster());
            root = calls.read(znodes.root());
        }
        if (root.isEmpty() || storedClusterId.isPresent() && root.get().data().length == 0) {
            throw new ClusterMissing("ZooKeeper at " + settings.connectString() + " knows nothing of cluster '"
                    + settings.cluster() + "', but this node holds data of it"
                    + storedClusterId.map(id -> " (cluster id " + id + ")").orElse("")
                    + "; check whether it is the wrong ZooKeeper, or has lost its data. Nothing was created; "
                    + Advice.ZOOKEEPER_LOST);
        }
        ClusterIdentity identity = codec.identity(znodes.root(), root.get().data());
        if (!storedClusterId.orElse(identity.clusterId()).equals(identity.clusterId())) {
            throw new WrongCluster("this node's data belongs to cluster id " + storedClusterId.get()
                    + ", but ZooKeeper at " + settings.connectString() + " knows '" + settings.cluster()
                    + "' as cluster id " + Escaped.of(identity.clusterId())
                    + "; check the cluster's name and the data directory");
        }
        String other = given.optionsOtherThan(identity.shape());
        if (!other.isEmpty()) {
            throw new ShapeDiffers("cluster '" + settings.cluster() + "' was made with " + identity.shape()
                    + ", which cannot change; leave " + other + " out");
        }
        if (settings.security().identity().isPresent()) {
            new AccessControlLists(this).closeTo(settings.security().identity().get());
        }
        return identity;
    }

    /** The id of the cluster of which ZooKeeper holds the data; empty if it has lost them. */
    public Optional<String> findClusterId() throws MalformedZnode, ZooKeeperUnavailable {
        Optional<Znode> root = calls.read(znodes.root());
        if (root.isEmpty() || root.get().data().length == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(codec.identity(znodes.root(), root.get().data()).clusterId());
        } catch (MalformedZnode e) {
            alarms.raise(znodes.root(), root.get().stat().getMzxid(), e.getMessage());
            throw e;
        }
    }

    /** Whether everybody who reaches ZooKeeper may read or write the cluster's znodes. */
    public boolean isOpen() throws ZooKeeperUnavailable {
        return new AccessControlLists(this).isOpen();
    }

    /** Creates the parent of all clusters if it is missing. */
    void makeRoot() throws ZooKeeperUnavailable, ClusterMissing {
        if (settings.connectString().indexOf('/') >= 0) {
            makeChroot();
        }
        calls.create(Znodes.ROOT, new byte[0], CreateMode.PERSISTENT);
    }

    /** For a client with a chroot, the chroot is the root. */
    private void makeChroot() throws ZooKeeperUnavailable, ClusterMissing {
        calls.create("/", new byte[0], CreateMode.PERSISTENT);
        if (calls.stat("/").isEmpty()) {
            throw new ClusterMissing("the path at the end of --zookeeper " + settings.connectString()
                    + " does not exist in ZooKeeper, nor does its parent; create the parent first");
        }
    }

    /**
     * Creates all znodes in one transaction, so that a cluster is never half there. If another node was faster, that is
     * as good.
     */
    private void create(ClusterShape shape) throws ZooKeeperUnavailable, ClusterMissing {
        makeRoot();
        ClusterIdentity identity = new ClusterIdentity(UUID.randomUUID().toString(), ClusterFormat.ZNODE_LAYOUT, shape);
        boolean made = calls.commit(
                        calls.createOperation(znodes.root(), codec.encode(identity), CreateMode.PERSISTENT),
                        calls.createOperation(znodes.nodes(), new byte[0], CreateMode.PERSISTENT),
                        calls.createOperation(znodes.chains(), new byte[0], CreateMode.PERSISTENT),
                        calls.createOperation(
                                znodes.controllerEpoch(), codec.encode(new ZnodeCodec.Term("")), CreateMode.PERSISTENT))
                .done();
        if (made) {
            LOG.info("created cluster '{}' with id {}", settings.cluster(), identity.clusterId());
            if (!shape.isOneChain()) {
                LOG.info("the cluster has {}", shape);
            }
        }
    }

    /**
     * One chain's znodes; those that every chain has are created if they are missing.
     *
     * @throws ClusterMissing if the cluster was deleted from ZooKeeper
     */
    public ChainZnodes chain(int chain) throws ClusterMissing, ZooKeeperUnavailable {
        calls.create(znodes.chain(chain), new byte[0], CreateMode.PERSISTENT);
        calls.create(znodes.replicas(chain), new byte[0], CreateMode.PERSISTENT);
        calls.create(znodes.status(chain), codec.encode(new ZnodeCodec.Status("")), CreateMode.PERSISTENT);
        if (calls.stat(znodes.status(chain)).isEmpty()) {
            throw new ClusterMissing("cluster '" + settings.cluster() + "' was deleted from ZooKeeper at "
                    + settings.connectString() + "; " + Advice.ZOOKEEPER_LOST);
        }
        return new ChainZnodes(this, chain);
    }

    /**
     * The znodes of all chains of a cluster of this shape, the first chain's first; those that every chain has are created if they are
     * missing.
     *
     * @throws ClusterMissing if the cluster was deleted from ZooKeeper
     */
    public List<ChainZnodes> chains(ClusterShape shape) throws ClusterMissing, ZooKeeperUnavailable {
        List<ChainZnodes> chains = new ArrayList<>();
        chains.add(chain(1));
        Set<String> there = new HashSet<>(calls.children(znodes.chains()));
        for (int chain = 2; chain <= shape.chains(); chain++) {
            if (!there.contains(Integer.toString(chain))) {
                // All or nothing; if another node was faster, that is as good.
                calls.commit(
                        calls.createOperation(znodes.chain(chain), new byte[0], CreateMode.PERSISTENT),
                        calls.createOperation(znodes.replicas(chain), new byte[0], CreateMode.PERSISTENT),
                        calls.createOperation(
                                znodes.status(chain), codec.encode(new ZnodeCodec.Status("")), CreateMode.PERSISTENT));
            }
            chains.add(new ChainZnodes(this, chain));
        }
        return chains;
    }

    /** Who may do what. */
    public AccessZnode access() {
        return new AccessZnode(this);
    }

    /** The settings that all nodes share. */
    public SettingsZnode settings() {
        return new SettingsZnode(this);
    }

    /** The session timeout that ZooKeeper has granted, in milliseconds. */
    public int sessionTimeoutMillis() throws ZooKeeperUnavailable {
        return calls.sessionTimeoutMillis();
    }

    /**
     * Ends the session, so that all ephemeral znodes of this node are deleted at once. Waits for at most 3 s: Curator's
     * own close was seen to take 20 s while ZooKeeper is down. It then goes on in the background.
     */
    @Override
    public void close() {
        runAside(client::close, CLOSE_LIMIT_MILLIS);
    }

    /** Runs the action on a thread of its own and waits for its end, but no longer than the limit. */
    static void runAside(Runnable action, long limitMillis) {
        Thread aside = new Thread(action, "catena-zookeeper-close");
        aside.setDaemon(true);
        aside.start();
        try {
            aside.join(limitMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public CuratorFramework client() {
        return client;
    }

    public ZooKeeperCalls calls() {
        return calls;
    }

    public Znodes znodes() {
        return znodes;
    }

    public ZnodeCodec codec() {
        return codec;
    }

    public Alarms alarms() {
        return alarms;
    }
}
