package io.catena.server.node;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.SharedSettings;
import io.catena.server.coordination.AccessNews;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ClusterIdentity;
import io.catena.server.coordination.ClusterSettings;
import io.catena.server.coordination.SharedAddress;
import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.coordination.client.ZooKeeperSecurity;
import io.catena.server.coordination.client.ZooKeeperTls;
import io.catena.server.node.replicas.NodeIdentity;
import io.catena.server.node.security.NodeSecurity;
import io.catena.server.node.security.ZooKeeperStores;
import io.catena.server.node.shutdown.Closer;
import io.catena.server.storage.DataDirectory;
import io.catena.server.storage.DataDirectoryException;
import io.catena.server.storage.Identity;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's way into its cluster: connects to ZooKeeper, makes sure that the node may take part, and finds out who it is there. The
 * node is not registered by that.
 */
final class ClusterEntry {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final long PROBE_MILLIS = 1_000;

    private final NodeOptions options;
    private final DataDirectory directory;
    private final NodeSecurity security;
    private final Closer closer;
    private Cluster cluster;
    private ClusterIdentity clusterIdentity;
    private List<ChainZnodes> chains;
    private AccessNews accessNews;
    private NodeProbe probe;
    private SharedAddress sharedAddress;
    private NodeIdentity identity;

    /** A wait that a start may have to end with. */
    @FunctionalInterface
    interface Wait {
        void run() throws CoordinationException, InterruptedException;
    }

    /** @param closer closes what is opened */
    ClusterEntry(NodeOptions options, DataDirectory directory, NodeSecurity security, Closer closer) {
        this.options = options;
        this.directory = directory;
        this.security = security;
        this.closer = closer;
    }

    /**
     * To be called once, before everything else.
     *
     * @param waits is told what the start waits for, as the end of "the node is starting"
     */
    ClusterEntry enter(Consumer<String> waits)
            throws CoordinationException, DataDirectoryException, NodeSecurity.UnusableException, InterruptedException {
        waits.accept(" and waits for ZooKeeper at " + options.zookeeper());
        cluster = Cluster.connect(new ClusterSettings(
                options.zookeeper(),
                options.cluster(),
                options.sessionTimeoutMillis(),
                options.connectTimeoutMillis(),
                new ZooKeeperSecurity(Optional.ofNullable(options.zookeeperIdentity()), zooKeeperTls())));
        closer.add("connection to ZooKeeper", cluster);
        waits.accept("");
        probe = new NodeProbe(security::material);
        closer.add("probe", probe);
        clusterIdentity = cluster.patiently(
                () -> cluster.establish(directory.identity().map(Identity::clusterId), options.shape()));
        ClusterShape shape = clusterIdentity.shape();
        if (cluster.patiently(cluster::isOpen)) {
            security.zooKeeperIsOpen();
        }
        chains = cluster.patiently(() -> cluster.chains(shape));
        SharedSettings settings =
                cluster.patiently(() -> cluster.settings().agree(options.shared(), shape, chains.get(0)));
        LOG.info("settings of the cluster: {}", settings);
        accessNews = cluster.patiently(() -> cluster.access().news());
        security.goBy(accessNews::rules);
        String nodeId =
                directory.identity().map(Identity::nodeId).or(security::nodeId).orElseGet(NewIds::nodeId);
        sharedAddress = new SharedAddress(cluster, probe::ask, PROBE_MILLIS);
        identity = new NodeIdentity(
                options.cluster(),
                clusterIdentity.clusterId(),
                nodeId,
                NewIds.incarnation(),
                options.advertise(),
                ClusterFormat.known(shape));
        awaitAlone();
        directory.adopt(clusterIdentity.clusterId(), nodeId, settings.format(), shape);
        return this;
    }

    private Optional<ZooKeeperTls> zooKeeperTls() throws NodeSecurity.UnusableException {
        if (!options.zookeeperTls()) {
            return Optional.empty();
        }
        ZooKeeperStores stores = ZooKeeperStores.open(() -> security.material().orElseThrow(), options.data());
        closer.add("certificates for ZooKeeper", stores);
        return Optional.of(stores);
    }

    /** Returns when no other node announces the address of this one. */
    void awaitAlone() throws CoordinationException, InterruptedException {
        cluster.patiently(() -> {
            sharedAddress.awaitAlone(identity.nodeId(), identity.address());
            return identity;
        });
    }

    Cluster cluster() {
        return cluster;
    }

    ClusterIdentity clusterIdentity() {
        return clusterIdentity;
    }

    /** Of all chains of the cluster, the first one first. */
    List<ChainZnodes> chains() {
        return chains;
    }

    AccessNews accessNews() {
        return accessNews;
    }

    NodeProbe probe() {
        return probe;
    }

    NodeIdentity identity() {
        return identity;
    }
}
