package io.catena.server.coordination;

import io.catena.server.chain.ClusterShape;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.PipelinedReads;
import io.catena.server.coordination.client.ZooKeeperCalls.Transaction;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Departures;
import io.catena.server.placement.Placement;
import io.catena.server.placement.PublishedPlacement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.CreateMode;

/**
 * The placement in ZooKeeper (M8): a znode for each 1,000 chains, changed in one step. One that is missing says that its chains are
 * placed nowhere. Beside them stands what is said of nodes that are to carry nothing (M14). Every call blocks on ZooKeeper.
 * Thread-safe.
 */
public final class PlacementZnodes {
    static final int CHAINS_PER_PAGE = 1_000;
    /** Of a page that is not there. */
    private static final int MISSING = -1;

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
     * the newest. A page that stays as it is, is not written.
     *
     * @return which condition did not hold, as {@link Transaction#failedOperation}: 0 is the term
     * @throws ZnodeCodec.UnwritableZnode if a page would be too long
     */
    public Transaction publish(int term, Found seen, PublishedPlacement next, Departures departing)
            throws ZooKeeperUnavailable {
        List<CuratorOp> operations = new ArrayList<>();
        operations.add(cluster.calls().checkOperation(cluster.znodes().controllerEpoch(), term));
        operations.add(departures.operation(seen.departing(), departing));
        for (int page = 1; page <= pages(); page++) {
            operations.add(operation(page, seen, next));
        }
        return cluster.calls().commit(operations.toArray(CuratorOp[]::new));
    }

    /** Replaces what is said of nodes; returns false if that has been changed since {@code seen}. */
    public boolean replace(Found seen, Departures next) throws ZooKeeperUnavailable {
        return departures.replace(seen.departing(), next);
    }

    private CuratorOp operation(int page, Found seen, PublishedPlacement next) throws ZooKeeperUnavailable {
        String path = cluster.znodes().placement(page);
        int version = seen.versions().get(page - 1);
        byte[] data = encode(page, next);
        if (version == MISSING) {
            return cluster.calls().createOperation(path, data, CreateMode.PERSISTENT);
        }
        return Arrays.equals(data, encode(page, seen.published()))
                ? cluster.calls().checkOperation(path, version)
                : cluster.calls().setOperation(path, version, data);
    }

    private byte[] encode(int page, PublishedPlacement placement) {
        int first = firstChain(page);
        List<List<String>> lines = placement.placement().lines().subList(first - 1, first - 1 + chainsOf(page));
        return codec.encode(new PlacementCodec.Page(lines, placement.nodes()));
    }
}
