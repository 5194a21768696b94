package io.catena.bench.placement;

import io.catena.bench.output.Table;
import io.catena.bench.store.LoneZooKeeper;
import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.GivenShape;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.Health;
import io.catena.server.controller.loop.Directory.Reading;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ClusterIdentity;
import io.catena.server.coordination.ClusterSettings;
import io.catena.server.coordination.PlacementZnodes;
import io.catena.server.coordination.Registrations;
import io.catena.server.coordination.ZnodeCodec;
import io.catena.server.coordination.ZnodeCodec.Registered;
import io.catena.server.coordination.Znodes;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.ZooKeeperCalls.Transaction;
import io.catena.server.coordination.controller.ZooKeeperDirectory;
import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.NextPlacement;
import io.catena.server.placement.Placement;
import io.catena.server.placement.PublishedPlacement;
import io.catena.server.registration.Carrier;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.registration.RegisteredReplica;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.CreateMode;

/**
 * What a cluster has in ZooKeeper, written into a real server: how many znodes, how long they are, and how long a controller takes to
 * read and to write what it needs.
 */
public final class PlacementInZooKeeper {
    private static final String CLUSTER = "placement";
    private static final int SESSION_MILLIS = 30_000;
    private static final int CONNECT_MILLIS = 10_000;
    /** Small: ZooKeeper keeps the last 500 requests in memory, and those of nodes are small, too. */
    private static final int BYTES_AT_ONCE = 16 << 10;

    private static final int DOMAINS = 20;
    private static final int LOOKS = 50;
    private static final double MILLI_NANOS = 1e6;
    private static final double MIB = 1 << 20;
    /** As the numbers of processes and lives are: random. */
    private static final long INCARNATION = 0x6A09E667F3BCC908L;

    private final LoneZooKeeper server;
    private final Consumer<String> progress;
    private final Cluster cluster;
    private final Znodes znodes = new Znodes(CLUSTER);
    private final List<CuratorOp> waiting = new ArrayList<>();
    private int waitingBytes;
    private final Map<String, long[]> sizes = new LinkedHashMap<>();
    private final Table steps = new Table("step", "times", "median_ms", "slowest_ms");

    private PlacementInZooKeeper(LoneZooKeeper server, Cluster cluster, Consumer<String> progress) {
        this.server = server;
        this.cluster = cluster;
        this.progress = progress;
    }

    /**
     * What was found.
     *
     * @param znodes a row for each kind of znode
     * @param steps a row for each step of the controller in ZooKeeper
     */
    public record Result(Table znodes, Table steps) {}

    /** @param server one without any data */
    public static Result measure(LoneZooKeeper server, int nodes, int chains, int replicas, Consumer<String> progress)
            throws Exception {
        try (Cluster cluster =
                Cluster.connect(new ClusterSettings(server.address(), CLUSTER, SESSION_MILLIS, CONNECT_MILLIS))) {
            PlacementInZooKeeper study = new PlacementInZooKeeper(server, cluster, progress);
            study.write(nodes, new ClusterShape(chains, replicas));
            return new Result(study.znodes(), study.steps);
        }
    }

    /** A step that is measured. */
    private interface Step<T> {
        T take() throws Exception;
    }

    private <T> T timed(String name, Step<T> step) throws Exception {
        return timed(name, 1, step);
    }

    private <T> T timed(String name, int times, Step<T> step) throws Exception {
        List<Long> nanos = new ArrayList<>();
        T taken = null;
        for (int time = 0; time < times; time++) {
            long begin = System.nanoTime();
            taken = step.take();
            nanos.add(System.nanoTime() - begin);
        }
        nanos.sort(null);
        steps.add(name, times, nanos.get(times / 2) / MILLI_NANOS, nanos.get(times - 1) / MILLI_NANOS);
        return taken;
    }

    private void write(int count, ClusterShape shape) throws Exception {
        progress.accept("ZooKeeper: makes the cluster");
        ClusterIdentity identity =
                cluster.establish(Optional.empty(), new GivenShape(shape.chains(), shape.replicas()));
        List<ChainZnodes> made = timed("make the znodes of all chains", () -> cluster.chains(shape));
        sizes.put("chains, their parents and notes", new long[] {3L * made.size(), madeBytes(shape)});
        List<CarryingNode> nodes = ImaginedNodes.of(count, DOMAINS);
        Placement placement = NextPlacement.of(nodes, shape.replicas(), Placement.empty(shape.chains()));
        progress.accept("ZooKeeper: nodes register");
        register(nodes, placement, identity);
        progress.accept("ZooKeeper: chains are formed");
        form(placement, nodes);
        progress.accept("ZooKeeper: the controller's steps");
        place(nodes, shape, placement);
        look(made.get(0), identity, shape, placement);
    }

    private long madeBytes(ClusterShape shape) {
        byte[] note = cluster.codec().encode(new ZnodeCodec.Status(""));
        return IntStream.rangeClosed(1, shape.chains())
                .mapToLong(chain -> (long) znodes.chain(chain).length()
                        + znodes.replicas(chain).length()
                        + znodes.status(chain).length()
                        + note.length)
                .sum();
    }

    private void create(String kind, String path, byte[] data) throws ZooKeeperUnavailable {
        long[] size = sizes.computeIfAbsent(kind, none -> new long[2]);
        size[0]++;
        size[1] += path.length() + data.length;
        waiting.add(cluster.calls().createOperation(path, data, CreateMode.PERSISTENT));
        waitingBytes += path.length() + data.length;
        if (waitingBytes > BYTES_AT_ONCE) {
            flush();
        }
    }

    private void flush() throws ZooKeeperUnavailable {
        if (!waiting.isEmpty()) {
            Transaction done = cluster.calls().commit(waiting.toArray(CuratorOp[]::new));
            if (!done.done()) {
                throw new IllegalStateException("a znode exists already; the server is not empty");
            }
            waiting.clear();
            waitingBytes = 0;
        }
    }

    private void register(List<CarryingNode> nodes, Placement placement, ClusterIdentity identity)
            throws ZooKeeperUnavailable {
        Map<String, TreeSet<Integer>> holds = new HashMap<>();
        for (int chain = 1; chain <= placement.chains(); chain++) {
            for (String nodeId : placement.line(chain)) {
                holds.computeIfAbsent(nodeId, none -> new TreeSet<>()).add(chain);
            }
        }
        for (CarryingNode node : nodes) {
            Carrier carrier =
                    new Carrier(node.domain(), node.capacity(), holds.getOrDefault(node.nodeId(), new TreeSet<>()));
            RegisteredNode registered = new RegisteredNode(
                    node.nodeId(),
                    INCARNATION,
                    ImaginedNodes.address(node.nodeId()),
                    ClusterFormat.known(identity.shape()),
                    Optional.of(carrier));
            create(
                    "registrations of nodes",
                    znodes.node(node.nodeId()),
                    cluster.codec().encode(new Registered(registered, identity.clusterId())));
        }
        flush();
    }

    private void form(Placement placement, List<CarryingNode> nodes) throws ZooKeeperUnavailable {
        ChainRounds rounds = new ChainRounds(placement.line(1).size());
        List<Integer> all = IntStream.rangeClosed(1, placement.chains()).boxed().toList();
        rounds.follow(
                placement,
                all,
                new TreeSet<>(nodes.stream().map(CarryingNode::nodeId).toList()));
        for (Configuration configuration : rounds.newest().values()) {
            int chain = configuration.chain();
            byte[] data = cluster.codec().encode(configuration);
            create("newest configurations", znodes.configuration(chain), data);
            create("last activated configurations", znodes.activated(chain), data);
            for (Member member : configuration.members()) {
                ReplicaReport report = new ReplicaReport(
                        chain,
                        INCARNATION,
                        configuration.epoch(),
                        configuration.lineage(),
                        Integer.MAX_VALUE,
                        false,
                        0,
                        new TreeSet<>(),
                        false);
                create(
                        "lives of replicas",
                        znodes.replica(chain, member.nodeId()),
                        cluster.codec().encode(new RegisteredReplica(INCARNATION, report, Health.WELL)));
            }
        }
        flush();
    }

    private void place(List<CarryingNode> nodes, ClusterShape shape, Placement placement) throws Exception {
        PlacementZnodes pages = new PlacementZnodes(cluster, shape);
        timed("publish the first placement", () -> publish(pages, placement, nodes));
        timed("read the placement", LOOKS, pages::find);
        timed("read the registrations of all nodes", LOOKS, () -> Registrations.understood(cluster));
        List<CarryingNode> more = new ArrayList<>(nodes);
        more.add(ImaginedNodes.node(nodes.size(), DOMAINS));
        Placement next = NextPlacement.of(more, shape.replicas(), placement);
        timed("publish what a join changes", () -> publish(pages, next, more));
        for (String path : pages.paths()) {
            int length = cluster.calls().read(path).orElseThrow().data().length;
            long[] size = sizes.computeIfAbsent("pages of the placement", none -> new long[2]);
            size[0]++;
            size[1] += path.length() + length;
        }
    }

    private boolean publish(PlacementZnodes pages, Placement placement, List<CarryingNode> nodes) throws Exception {
        Map<String, CarryingNode> known = new HashMap<>();
        nodes.forEach(node -> known.put(node.nodeId(), node));
        int term = cluster.calls().stat(znodes.controllerEpoch()).orElseThrow().getVersion();
        PlacementZnodes.Found seen = pages.find();
        Transaction done = pages.publish(term, seen, new PublishedPlacement(placement, known), seen.departures());
        if (!done.done()) {
            throw new IllegalStateException("the placement was not published");
        }
        return true;
    }

    private void look(ChainZnodes chain, ClusterIdentity identity, ClusterShape shape, Placement placement)
            throws Exception {
        ZooKeeperDirectory directory = new ZooKeeperDirectory(
                cluster,
                identity,
                chain,
                new ZooKeeperDirectory.PlacedOn(shape.replicas(), () -> placement.line(chain.chain())));
        Reading.Found found = timed("look at a chain", LOOKS, directory::read);
        if (found.seen().current() == null) {
            throw new IllegalStateException("the chain that was formed is not found");
        }
    }

    private Table znodes() throws Exception {
        Table table = new Table("what", "znodes", "bytes", "bytes_of_one");
        sizes.forEach((kind, size) -> table.add(kind, size[0], size[1], size[1] / size[0]));
        long count = server.figure("zk_znode_count");
        long bytes = server.figure("zk_approximate_data_size");
        table.add("all, as the server says", count, bytes, bytes / count);
        long resident = Math.round(server.residentMib() * MIB);
        table.add("memory of the server's process", count, resident, resident / count);
        return table;
    }
}
