package io.catena.server.coordination.controller;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Escaped;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.decision.Carriers;
import io.catena.server.controller.decision.Health;
import io.catena.server.controller.decision.NeededNodes;
import io.catena.server.controller.decision.Observation;
import io.catena.server.controller.loop.Directory.Reading;
import io.catena.server.controller.loop.Outcome;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.ChainZnodes.Found;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ClusterIdentity;
import io.catena.server.coordination.ZnodeCodec;
import io.catena.server.coordination.Znodes;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.PipelinedReads;
import io.catena.server.coordination.client.ZooKeeperCalls.Transaction;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.registration.RegisteredReplica;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.CreateMode;

/**
 * The controller's reads and writes in ZooKeeper. Each write is one transaction that first checks the term. All reads
 * take one round trip, for any number of nodes, except when a node has appeared that was unknown before. Of nodes only those
 * are read that the chain needs ({@link NeededNodes}).
 *
 * <p>Replicas, with their reports, are read before nodes, and configurations last: a report on an epoch was written
 * after the configuration of that epoch, so a reader of the report finds at least that configuration. The newest
 * configuration is read before and after the activated one, so that the two belong together. A deposed controller would
 * else see an old activated epoch beside a new configuration, and raise a false alarm.
 */
public final class ZooKeeperDirectory implements ChainDirectory {
    /** Differs from every note, so that the next note replaces one that cannot be decoded. */
    private static final String UNREADABLE = "\0";

    /** How many times in a row nodes may appear while they are read. */
    private static final int ATTEMPTS = 5;

    private final Cluster cluster;
    private final ChainZnodes chain;
    private final String clusterId;
    private final PlacedOn placedOn;
    /** The ids of the nodes that had a replica of the chain at the last read. Only the controller's thread uses this and the next four. */
    private Set<String> knownLives = Set.of();
    /** The ids of the nodes that were needed at the last read. */
    private Set<String> knownNodes = Set.of();
    /** Whether all nodes were. */
    private boolean needsAll = true;

    private final LastUnderstood<RegisteredNode> nodes;
    private final LastUnderstood<RegisteredReplica> replicas;

    /**
     * What was read in one round trip; of replicas and nodes, only those that were known.
     *
     * @param registered the ids of all nodes, if all were needed
     */
    private record Raw(
            List<String> living,
            Map<String, Optional<Znode>> replicas,
            List<String> registered,
            Map<String, Optional<Znode>> nodes,
            Optional<Znode> before,
            Optional<Znode> activated,
            Optional<Znode> current,
            Optional<Znode> settings,
            Optional<Znode> status,
            long session) {}

    /**
     * Where the chain is to be, as far as this node knows.
     *
     * @param replicas how many there should be; 0: every node carries the chain
     * @param line ids of the nodes, in their order; empty while that is not known
     */
    public record PlacedOn(int replicas, Supplier<List<String>> line) {
        public static final PlacedOn EVERY_NODE = new PlacedOn(0, List::of);
    }

    /** Of a chain that every node carries. */
    public ZooKeeperDirectory(Cluster cluster, ClusterIdentity identity, ChainZnodes chain) {
        this(cluster, identity, chain, PlacedOn.EVERY_NODE);
    }

    public ZooKeeperDirectory(Cluster cluster, ClusterIdentity identity, ChainZnodes chain, PlacedOn placedOn) {
        this.placedOn = placedOn;
        this.cluster = cluster;
        this.chain = chain;
        this.clusterId = identity.clusterId();
        this.nodes = new LastUnderstood<>(cluster.alarms(), this::node);
        this.replicas = new LastUnderstood<>(cluster.alarms(), cluster.codec()::replica);
    }

    @Override
    public Reading.Found read() throws UnavailableException, UnreadableException {
        try {
            Raw raw = readRaw();
            return new Reading.Found(observation(raw), raw.session());
        } catch (ZooKeeperUnavailable e) {
            throw new UnavailableException(e.getMessage(), e);
        } catch (MalformedZnode e) {
            throw new UnreadableException(e.getMessage(), e);
        }
    }

    private Observation observation(Raw raw) throws UnavailableException, MalformedZnode {
        Map<String, RegisteredReplica> lives = decodeReplicas(raw);
        Map<String, ReplicaReport> reports = new TreeMap<>();
        Map<String, Health> health = new TreeMap<>();
        lives.forEach((nodeId, replica) -> {
            reports.put(nodeId, replica.report());
            health.put(nodeId, replica.health());
        });
        Map<String, RegisteredNode> processes = decodeNodes(raw);
        Map<String, FormatRange> formats = new TreeMap<>();
        processes.forEach((nodeId, node) -> formats.put(nodeId, node.formats()));
        Optional<Found> before = chain.decode(chain.configurationPath(), raw.before());
        Optional<Found> activated = chain.decode(chain.activatedPath(), raw.activated());
        Optional<Found> current = chain.decode(chain.configurationPath(), raw.current());
        if (!before.equals(current)) {
            throw new UnavailableException("the configuration changed while it was read; reading again", null);
        }
        return new Observation(
                current.map(Found::configuration).orElse(null),
                current.map(Found::version).orElse(-1),
                activated.map(Found::configuration).orElse(null),
                activated.map(Found::committed).orElse(0L),
                RegisteredReplica.living(processes, lives),
                reports,
                health,
                decodeSettings(raw),
                formats,
                decodeNote(raw),
                carriers(processes));
    }

    private Carriers carriers(Map<String, RegisteredNode> processes) {
        return placedOn.replicas() == 0
                ? Carriers.EVERY_NODE
                : new Carriers(
                        placedOn.line().get(),
                        placedOn.replicas(),
                        RegisteredNode.holders(chain.chain(), processes.values()));
    }

    @Override
    public Outcome publish(int term, Observation seen, Configuration next)
            throws UnavailableException, UnreadableException {
        try {
            byte[] data = cluster.codec().encode(next);
            String path = chain.configurationPath();
            CuratorOp write = seen.current() == null
                    ? cluster.calls().createOperation(path, data, CreateMode.PERSISTENT)
                    : cluster.calls().setOperation(path, seen.version(), data);
            return write(term, write);
        } catch (ZnodeCodec.UnwritableZnode e) {
            throw new UnreadableException(
                    "configuration " + next.epoch() + " of chain " + next.chain() + " is not published: "
                            + e.getMessage(),
                    e);
        } catch (ZooKeeperUnavailable e) {
            throw new UnavailableException(e.getMessage(), e);
        }
    }

    @Override
    public Outcome explain(int term, String note) throws UnavailableException {
        try {
            byte[] data = cluster.codec().encode(new ZnodeCodec.Status(note));
            return write(term, cluster.calls().setOperation(chain.statusPath(), -1, data));
        } catch (ZooKeeperUnavailable e) {
            throw new UnavailableException(e.getMessage(), e);
        }
    }

    private Outcome write(int term, CuratorOp write) throws ZooKeeperUnavailable {
        Transaction transaction = cluster.calls()
                .commit(cluster.calls().checkOperation(cluster.znodes().controllerEpoch(), term), write);
        if (transaction.done()) {
            return Outcome.DONE;
        }
        return transaction.failedOperation() == 0 ? Outcome.DEPOSED : Outcome.OVERTAKEN;
    }

    /** Reads again if a node has appeared that was unknown when the reads began. */
    private Raw readRaw() throws ZooKeeperUnavailable, MalformedZnode {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Raw raw = readOnce();
            Optional<Set<String>> some = neededNodes(raw);
            boolean hasAll = some.isPresent() || needsAll;
            Set<String> nodes = some.orElseGet(() -> new TreeSet<>(raw.registered()));
            boolean complete = hasAll && knownLives.containsAll(raw.living()) && knownNodes.containsAll(nodes);
            needsAll = some.isEmpty();
            knownLives = new TreeSet<>(raw.living());
            knownNodes = nodes;
            if (complete) {
                return raw;
            }
        }
        throw new ZooKeeperUnavailable(
                "nodes appeared " + ATTEMPTS + " times in a row while they were read; reading again", null);
    }

    private Optional<Set<String>> neededNodes(Raw raw) throws MalformedZnode {
        return NeededNodes.of(
                chain.decode(chain.configurationPath(), raw.current())
                        .map(Found::configuration)
                        .orElse(null),
                placedOn.replicas(),
                placedOn.line().get(),
                raw.living());
    }

    private Raw readOnce() throws ZooKeeperUnavailable {
        PipelinedReads reads = cluster.calls().pipelined();
        Znodes znodes = cluster.znodes();
        PipelinedReads.Reading<List<String>> living = reads.children(znodes.replicas(chain.chain()));
        Map<String, PipelinedReads.Reading<Optional<Znode>>> lives = new TreeMap<>();
        knownLives.forEach(nodeId -> lives.put(nodeId, reads.data(znodes.replica(chain.chain(), nodeId))));
        Optional<PipelinedReads.Reading<List<String>>> registered =
                needsAll ? Optional.of(reads.children(znodes.nodes())) : Optional.empty();
        Map<String, PipelinedReads.Reading<Optional<Znode>>> registrations = new TreeMap<>();
        knownNodes.forEach(nodeId -> registrations.put(nodeId, reads.data(znodes.node(nodeId))));
        PipelinedReads.Reading<Optional<Znode>> before = reads.data(chain.configurationPath());
        PipelinedReads.Reading<Optional<Znode>> activated = reads.data(chain.activatedPath());
        PipelinedReads.Reading<Optional<Znode>> current = reads.data(chain.configurationPath());
        PipelinedReads.Reading<Optional<Znode>> settings = reads.data(znodes.settings());
        PipelinedReads.Reading<Optional<Znode>> status = reads.data(chain.statusPath());
        return new Raw(
                living.await(),
                await(lives),
                registered.isPresent() ? registered.get().await() : List.of(),
                await(registrations),
                before.await(),
                activated.await(),
                current.await(),
                settings.await(),
                status.await(),
                reads.session());
    }

    private static Map<String, Optional<Znode>> await(Map<String, PipelinedReads.Reading<Optional<Znode>>> readings)
            throws ZooKeeperUnavailable {
        Map<String, Optional<Znode>> found = new TreeMap<>();
        for (Map.Entry<String, PipelinedReads.Reading<Optional<Znode>>> reading : readings.entrySet()) {
            found.put(reading.getKey(), reading.getValue().await());
        }
        return found;
    }

    /** Settings that cannot be decoded change nothing: the configuration's settings stay in force. */
    private SharedSettings decodeSettings(Raw raw) {
        try {
            return raw.settings().isEmpty()
                    ? null
                    : cluster.codec()
                            .settings(
                                    cluster.znodes().settings(),
                                    raw.settings().get().data());
        } catch (MalformedZnode e) {
            cluster.alarms()
                    .raise(
                            cluster.znodes().settings(),
                            raw.settings().get().stat().getMzxid(),
                            e.getMessage());
            return null;
        }
    }

    private String decodeNote(Raw raw) {
        try {
            return chain.decodeNote(raw.status());
        } catch (MalformedZnode e) {
            return UNREADABLE;
        }
    }

    /** In the order of registration. */
    private Map<String, RegisteredReplica> decodeReplicas(Raw raw) {
        Map<Long, String> byCreation = new TreeMap<>();
        Map<String, RegisteredReplica> found = new TreeMap<>();
        Set<String> paths = new TreeSet<>();
        raw.replicas().forEach((nodeId, znode) -> {
            String path = cluster.znodes().replica(chain.chain(), nodeId);
            paths.add(path);
            znode.flatMap(there -> replicas.of(path, there)).ifPresent(replica -> {
                byCreation.put(znode.get().stat().getCzxid(), nodeId);
                found.put(nodeId, replica);
            });
        });
        replicas.retain(paths);
        Map<String, RegisteredReplica> inOrder = new LinkedHashMap<>();
        byCreation.values().forEach(nodeId -> inOrder.put(nodeId, found.get(nodeId)));
        return inOrder;
    }

    private Map<String, RegisteredNode> decodeNodes(Raw raw) {
        Map<String, RegisteredNode> found = new TreeMap<>();
        Set<String> paths = new TreeSet<>();
        knownNodes.forEach(nodeId -> {
            Optional<Znode> znode = raw.nodes().get(nodeId);
            String path = cluster.znodes().node(nodeId);
            paths.add(path);
            znode.flatMap(there -> nodes.of(path, there)).ifPresent(node -> found.put(nodeId, node));
        });
        nodes.retain(paths);
        return found;
    }

    private RegisteredNode node(String path, byte[] data) throws MalformedZnode {
        ZnodeCodec.Registered registered = cluster.codec().registered(path, data);
        if (!path.equals(cluster.znodes().node(registered.nodeId()))
                || !registered.clusterId().equals(clusterId)) {
            throw new MalformedZnode(
                    path + " names node " + registered.nodeId() + " of cluster id " + Escaped.of(registered.clusterId())
                            + "; stop that node and check its settings",
                    null);
        }
        return registered.node();
    }
}
