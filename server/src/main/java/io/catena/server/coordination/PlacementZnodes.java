package io.catena.server.coordination;

import io.catena.server.chain.ClusterShape;
import io.catena.server.coordination.client.ConditionalWrite;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.PipelinedReads;
import io.catena.server.coordination.client.ZooKeeperCalls.Transaction;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Departures;
import io.catena.server.placement.Placement;
import io.catena.server.placement.PublishedPlacement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.CreateMode;

/**
 * The placement in ZooKeeper (M8): a znode for each 1,000 chains. One that is missing says that its chains are
 * placed nowhere. Beside them stands what is said of nodes that are to carry nothing (M14). Every call blocks on ZooKeeper.
 * Thread-safe.
 */
public final class PlacementZnodes {
    static final int CHAINS_PER_PAGE = 1_000;
    /** Of a page that is not there; when it is made, it has the next version. */
    private static final int MISSING = ConditionalWrite.MISSING;

    private final Cluster cluster;
    private final ClusterShape shape;
    private final PlacementCodec codec;
    private final DeparturesZnode departures;

    /**
     * What was read.
     *
     * @param versions of the pages
     * @param departing what is said of nodes, read before the pages
     */
    public record Found(PublishedPlacement published, List<Integer> versions, DeparturesZnode.Found departing) {
        public Departures departures() {
            return departing.departures();
        }
    }

    public PlacementZnodes(Cluster cluster, ClusterShape shape) {
        this.cluster = cluster;
        this.shape = shape;
        this.codec = new PlacementCodec(cluster.codec());
        this.departures = new DeparturesZnode(cluster);
    }

    /** Of the pages, the first one first. */
    public List<String> paths() {
        List<String> paths = new ArrayList<>();
        for (int page = 1; page <= pages(); page++) {
            paths.add(cluster.znodes().placement(page));
        }
        return paths;
    }

    private int pages() {
        return (shape.chains() + CHAINS_PER_PAGE - 1) / CHAINS_PER_PAGE;
    }

    /** The first chain of the page. */
    public int firstChain(int page) {
        return (page - 1) * CHAINS_PER_PAGE + 1;
    }

    private int chainsOf(int page) {
        return Math.min(CHAINS_PER_PAGE, shape.chains() - firstChain(page) + 1);
    }

    /** The lines of one page, of its first chain first. */
    public List<List<String>> lines(int page) throws MalformedZnode, ZooKeeperUnavailable {
        return decode(page, cluster.calls().read(cluster.znodes().placement(page)))
                .lines();
    }

    private PlacementCodec.Page decode(int page, Optional<Znode> znode) throws MalformedZnode {
        if (znode.isEmpty()) {
            return new PlacementCodec.Page(Collections.nCopies(chainsOf(page), List.of()), Map.of());
        }
        String path = cluster.znodes().placement(page);
        try {
            return codec.decode(path, znode.get().data(), chainsOf(page));
        } catch (MalformedZnode e) {
            cluster.alarms().raise(path, znode.get().stat().getMzxid(), e.getMessage());
            throw e;
        }
    }

    public Found find() throws MalformedZnode, ZooKeeperUnavailable {
        PipelinedReads reads = cluster.calls().pipelined();
        PipelinedReads.Reading<Optional<Znode>> departing = reads.data(departures.path());
        List<PipelinedReads.Reading<Optional<Znode>>> pages = new ArrayList<>();
        for (String path : paths()) {
            pages.add(reads.data(path));
        }
        List<List<String>> lines = new ArrayList<>();
        Map<String, CarryingNode> nodes = new HashMap<>();
        List<Integer> versions = new ArrayList<>();
        for (int page = 1; page <= pages.size(); page++) {
            Optional<Znode> znode = pages.get(page - 1).await();
            PlacementCodec.Page found = decode(page, znode);
            lines.addAll(found.lines());
            nodes.putAll(found.nodes());
            versions.add(znode.map(there -> there.stat().getVersion()).orElse(MISSING));
        }
        return new Found(
                new PublishedPlacement(new Placement(lines), nodes), versions, departures.decode(departing.await()));
    }

    /**
     * Publishes a placement, and what is said of nodes, on condition that nothing was changed since {@code seen} and that the term is
     * the newest. A page that stays as it is, is not written. Pages that together are too long for one request are written in several
     * steps, each on condition of all that the steps before have left. Before the last one some pages have the next lines, and others
     * those that were seen.
     *
     * @return of the step that failed, or of the last one: which condition did not hold, as {@link Transaction#failedOperation}; 0 is the
     *     term
     * @throws ZnodeCodec.UnwritableZnode if a page would be too long; then nothing was published
     */
    public Transaction publish(int term, Found seen, PublishedPlacement next, Departures departing)
            throws ZooKeeperUnavailable {
        Deque<PageWrite> left = writes(seen, next);
        List<Integer> versions = new ArrayList<>(seen.versions());
        DeparturesZnode.Found said = seen.departing();
        Transaction done;
        do {
            Map<Integer, byte[]> step = nextStep(left, departures.bytesOfWrite(said, departing));
            done = cluster.calls().commit(operations(term, said, departing, versions, step));
            said = departures.after(said, departing);
            step.keySet().forEach(page -> versions.set(page - 1, versions.get(page - 1) + 1));
        } while (done.done() && !left.isEmpty());
        return done;
    }

    /** What a page is to have. */
    private record PageWrite(int page, byte[] data) {}

    /** The pages that are missing or change, the first one first. */
    private Deque<PageWrite> writes(Found seen, PublishedPlacement next) {
        Deque<PageWrite> writes = new ArrayDeque<>();
        for (int page = 1; page <= pages(); page++) {
            byte[] data = encode(page, next);
            if (seen.versions().get(page - 1) == MISSING || !Arrays.equals(data, encode(page, seen.published()))) {
                writes.add(new PageWrite(page, data));
            }
        }
        return writes;
    }

    /**
     * Takes those that fit into one request; at least one, unless what else is written leaves it no room.
     *
     * @param bytes what else is written in this step
     */
    private static Map<Integer, byte[]> nextStep(Deque<PageWrite> left, int bytes) {
        Map<Integer, byte[]> step = new HashMap<>();
        int sum = bytes;
        while (!left.isEmpty() && (sum == 0 || sum + left.peek().data().length <= ZnodeCodec.MAX_BYTES)) {
            PageWrite write = left.remove();
            sum += write.data().length;
            step.put(write.page(), write.data());
        }
        return step;
    }

    /** A page that is missing and belongs to a later step is not looked at: to make it fails if it is there by then. */
    private CuratorOp[] operations(
            int term,
            DeparturesZnode.Found said,
            Departures departing,
            List<Integer> versions,
            Map<Integer, byte[]> step)
            throws ZooKeeperUnavailable {
        List<CuratorOp> operations = new ArrayList<>();
        operations.add(cluster.calls().checkOperation(cluster.znodes().controllerEpoch(), term));
        operations.add(departures.operation(said, departing));
        for (int page = 1; page <= pages(); page++) {
            String path = cluster.znodes().placement(page);
            int version = versions.get(page - 1);
            byte[] data = step.get(page);
            if (data != null) {
                operations.add(
                        version == MISSING
                                ? cluster.calls().createOperation(path, data, CreateMode.PERSISTENT)
                                : cluster.calls().setOperation(path, version, data));
            } else if (version != MISSING) {
                operations.add(cluster.calls().checkOperation(path, version));
            }
        }
        return operations.toArray(CuratorOp[]::new);
    }

    /**
     * Replaces what is said of nodes, also by the same, unless that or a page that was there has been changed since {@code seen} (M15). A
     * page that was missing names nobody of whom something could be said by mistake.
     */
    public ConditionalWrite.Outcome replace(Found seen, Departures next) throws ZooKeeperUnavailable {
        List<CuratorOp> checks = new ArrayList<>();
        for (int page = 1; page <= pages(); page++) {
            int version = seen.versions().get(page - 1);
            if (version != MISSING) {
                checks.add(cluster.calls().checkOperation(cluster.znodes().placement(page), version));
            }
        }
        return departures.replace(seen.departing(), next, checks.toArray(CuratorOp[]::new));
    }

    private byte[] encode(int page, PublishedPlacement placement) {
        int first = firstChain(page);
        List<List<String>> lines = placement.placement().lines().subList(first - 1, first - 1 + chainsOf(page));
        return codec.encode(new PlacementCodec.Page(lines, placement.nodes()));
    }
}
