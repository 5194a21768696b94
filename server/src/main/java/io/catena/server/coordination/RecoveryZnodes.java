package io.catena.server.coordination;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.Escaped;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.Recovery;
import io.catena.server.coordination.client.ConditionalWrite;
import io.catena.server.coordination.client.CoordinationException.ClusterMissing;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ShapeDiffers;
import io.catena.server.coordination.client.CoordinationException.WrongCluster;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.ZooKeeperCalls;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.registration.RegisteredReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.CreateMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one cluster's znodes for an operator, and writes the operator's choice: in one transaction, on condition that
 * nothing has changed since it was read. So a recovery may be interrupted at any point and repeated. For one thread.
 */
public final class RecoveryZnodes {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryZnodes.class);

    /** The life of a registered node that has no replica at present. */
    private static final long NO_LIFE = 0;

    private final Cluster cluster;
    private final ClusterShape shape;
    private final int chain;
    private final Znodes znodes;
    private final ZooKeeperCalls calls;
    private final List<CuratorOp> operations = new ArrayList<>();

    /**
     * The content of the znodes.
     *
     * @param clusterId null if ZooKeeper has nothing of the cluster
     * @param current null if there is no configuration
     * @param activated null if there is none
     * @param committed a seq up to which the chain is certainly committed; 0 if unknown
     * @param registered the nodes that are registered, with the present lives of their replicas
     * @param reports the reports of registered nodes on their copies, by node id
     * @param versions the versions of the znodes that exist, by path
     */
    public record Found(
            String clusterId,
            Configuration current,
            Configuration activated,
            long committed,
            List<Member> registered,
            Map<String, ReplicaReport> reports,
            Map<String, Integer> versions) {}

    /**
     * @param shape of the cluster, as its nodes know it or as {@link #shape} says
     * @param chain the chain that is to be recovered
     */
    public RecoveryZnodes(Cluster cluster, ClusterShape shape, int chain) {
        this.cluster = cluster;
        this.shape = shape;
        this.chain = chain;
        this.znodes = cluster.znodes();
        this.calls = cluster.calls();
    }

    /** The shape of the cluster as ZooKeeper knows it; empty if it knows nothing of the cluster. */
    public static Optional<ClusterShape> shape(Cluster cluster) throws MalformedZnode, ZooKeeperUnavailable {
        String root = cluster.znodes().root();
        cluster.calls().catchUp(root);
        return identity(cluster, cluster.calls().read(root)).map(ClusterIdentity::shape);
    }

    /** The root may be empty, because Curator's election creates missing parents without content. */
    private static Optional<ClusterIdentity> identity(Cluster cluster, Optional<Znode> root) throws MalformedZnode {
        return root.isEmpty() || root.get().data().length == 0
                ? Optional.empty()
                : Optional.of(cluster.codec()
                        .identity(cluster.znodes().root(), root.get().data()));
    }

    /**
     * Reads all of them. A znode that cannot be decoded counts as lost, with a line in the log; but a registration that
     * cannot be decoded is an error.
     *
     * @throws ShapeDiffers if ZooKeeper's cluster has another shape
     */
    public Found read() throws MalformedZnode, ShapeDiffers, ZooKeeperUnavailable {
        calls.catchUp(znodes.root());
        Map<String, Integer> versions = new TreeMap<>();
        Optional<Znode> root = noted(versions, znodes.root());
        Configuration current = configuration(znodes.configuration(chain), versions, cluster.codec()::configuration);
        Configuration activated = configuration(znodes.activated(chain), versions, cluster.codec()::activated);
        for (String path : List.of(
                znodes.nodes(),
                znodes.chains(),
                znodes.controllerEpoch(),
                znodes.chain(chain),
                znodes.replicas(chain),
                znodes.status(chain))) {
            noted(versions, path);
        }
        List<Member> registered = new ArrayList<>();
        Map<String, ReplicaReport> reports = new TreeMap<>();
        for (RegisteredNode node : registeredNodes()) {
            Optional<ReplicaReport> report = report(node);
            long life = report.map(ReplicaReport::life).orElse(NO_LIFE);
            registered.add(new Member(node.nodeId(), life, node.address()));
            report.ifPresent(its -> reports.put(node.nodeId(), its));
        }
        return new Found(clusterId(root), current, activated, committed(activated), registered, reports, versions);
    }

    private Optional<Znode> noted(Map<String, Integer> versions, String path) throws ZooKeeperUnavailable {
        Optional<Znode> znode = calls.read(path);
        znode.ifPresent(found -> versions.put(path, found.stat().getVersion()));
        return znode;
    }

    private String clusterId(Optional<Znode> root) throws MalformedZnode, ShapeDiffers {
        Optional<ClusterIdentity> identity = identity(cluster, root);
        if (identity.isPresent() && !identity.get().shape().equals(shape)) {
            throw new ShapeDiffers("ZooKeeper's cluster '" + znodes.cluster() + "' has "
                    + identity.get().shape() + ", and the nodes' data is of " + shape
                    + "; check the cluster's name and the directories");
        }
        return identity.map(ClusterIdentity::clusterId).orElse(null);
    }

    private interface Decoding {
        Configuration decode(String path, byte[] data) throws MalformedZnode;
    }

    private Configuration configuration(String path, Map<String, Integer> versions, Decoding decoding)
            throws ZooKeeperUnavailable {
        Optional<Znode> znode = noted(versions, path);
        try {
            return znode.isEmpty() ? null : decoding.decode(path, znode.get().data());
        } catch (MalformedZnode e) {
            LOG.warn("a znode counts as lost: {}", e.getMessage());
            return null;
        }
    }

    private long committed(Configuration activated) throws MalformedZnode, ZooKeeperUnavailable {
        Optional<Znode> znode = activated == null ? Optional.empty() : calls.read(znodes.activated(chain));
        return znode.isEmpty()
                ? 0
                : cluster.codec().committed(znodes.activated(chain), znode.get().data());
    }

    private List<RegisteredNode> registeredNodes() throws MalformedZnode, ZooKeeperUnavailable {
        List<RegisteredNode> nodes = new ArrayList<>();
        for (String nodeId : calls.children(znodes.nodes())) {
            Optional<Znode> node = calls.read(znodes.node(nodeId));
            if (node.isPresent()) {
                nodes.add(cluster.codec()
                        .registered(znodes.node(nodeId), node.get().data())
                        .node());
            }
        }
        return nodes;
    }

    /** The report of the replica that lives in this process of the node. */
    private Optional<ReplicaReport> report(RegisteredNode node) throws ZooKeeperUnavailable {
        String path = znodes.replica(chain, node.nodeId());
        Optional<Znode> znode = calls.read(path);
        try {
            return znode.isEmpty()
                    ? Optional.empty()
                    : Optional.of(cluster.codec().replica(path, znode.get().data()))
                            .filter(replica -> replica.process() == node.incarnation())
                            .map(RegisteredReplica::report);
        } catch (MalformedZnode e) {
            LOG.warn("a znode counts as lost: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Checks that the data belongs to the cluster that ZooKeeper has under this name, if it has one.
     *
     * @throws WrongCluster if it does not
     */
    public void requireCluster(Found found, String clusterId) throws WrongCluster {
        if (found.clusterId() != null && !found.clusterId().equals(clusterId)) {
            throw new WrongCluster("the data belongs to cluster id " + Escaped.of(clusterId) + ", and ZooKeeper has '"
                    + znodes.cluster() + "' as cluster id " + Escaped.of(found.clusterId())
                    + ": nodes without data have made a new cluster of that name. If its data is not needed, stop its"
                    + " nodes and delete " + znodes.root()
                    + " with all below it (deleteall of zkCli), then recover again");
        }
    }

    /**
     * Writes the operator's choice.
     *
     * @return false if anything has changed since {@code found} was read; then nothing was written
     * @throws ClusterMissing if the path at the end of ZooKeeper's address cannot be created
     * @throws ZooKeeperUnavailable if the outcome is unknown: read again
     */
    public boolean force(Found found, String clusterId, Recovery.Forced forced)
            throws ClusterMissing, ZooKeeperUnavailable {
        cluster.makeRoot();
        operations.clear();
        ZnodeCodec codec = cluster.codec();
        put(found, znodes.root(), codec.encode(new ClusterIdentity(clusterId, ClusterFormat.ZNODE_LAYOUT, shape)));
        keepOrMake(found, znodes.nodes(), new byte[0]);
        keepOrMake(found, znodes.chains(), new byte[0]);
        keepOrMake(found, znodes.controllerEpoch(), codec.encode(new ZnodeCodec.Term("")));
        keepOrMake(found, znodes.chain(chain), new byte[0]);
        keepOrMake(found, znodes.replicas(chain), new byte[0]);
        put(
                found,
                znodes.status(chain),
                codec.encode(new ZnodeCodec.Status("the chain is formed again by an operator's choice as soon as "
                        + forced.configuration().head().nodeId() + " is back")));
        put(found, znodes.activated(chain), codec.encode(forced.activated()));
        String path = znodes.configuration(chain);
        return isDone(
                path,
                new ConditionalWrite(calls)
                        .replace(
                                path,
                                found.versions().getOrDefault(path, ConditionalWrite.MISSING),
                                codec.encode(forced.configuration()),
                                operations.toArray(new CuratorOp[0])));
    }

    private static boolean isDone(String path, ConditionalWrite.Outcome outcome) throws ZooKeeperUnavailable {
        if (outcome == ConditionalWrite.Outcome.UNSURE) {
            throw new ZooKeeperUnavailable(path + " was written by others meanwhile, more than once", null);
        }
        return outcome == ConditionalWrite.Outcome.DONE;
    }

    private void put(Found found, String path, byte[] data) throws ZooKeeperUnavailable {
        Integer version = found.versions().get(path);
        operations.add(
                version == null
                        ? calls.createOperation(path, data, CreateMode.PERSISTENT)
                        : calls.setOperation(path, version, data));
    }

    private void keepOrMake(Found found, String path, byte[] data) throws ZooKeeperUnavailable {
        if (!found.versions().containsKey(path)) {
            operations.add(calls.createOperation(path, data, CreateMode.PERSISTENT));
        }
    }
}
