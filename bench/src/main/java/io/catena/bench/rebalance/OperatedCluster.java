package io.catena.bench.rebalance;

import io.catena.bench.store.CatenaServers;
import io.catena.bench.store.ServersException;
import io.catena.client.CatenaClient;
import io.catena.client.CatenaException;
import io.catena.client.ClusterAdmin;
import io.catena.client.NodeAdmin;
import io.catena.client.ServerAccess;
import io.catena.client.ServerAddress;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.PlacedNode;
import io.catena.thrift.PlacementReport;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A cluster whose chains are each on some of the nodes, as its operator sees it and changes it. */
final class OperatedCluster {
    private static final int CALL_MILLIS = 5_000;
    private static final long POLL_MILLIS = 100;
    private static final long PATIENCE_SECONDS = 180;

    private final CatenaServers servers;
    private final CatenaClient client;
    private final ClusterAdmin admin;

    OperatedCluster(CatenaServers servers, CatenaClient client) {
        this.servers = servers;
        this.client = client;
        this.admin = new ClusterAdmin(
                servers.ports().stream()
                        .map(port -> new ServerAddress("127.0.0.1", port))
                        .toList(),
                ServerAccess.plainText());
    }

    CatenaServers servers() {
        return servers;
    }

    /** @throws ServersException if the layouts cannot be read for long */
    Spread spread() throws ServersException, InterruptedException {
        Spread[] found = new Spread[1];
        await("the layouts are known", () -> {
            found[0] = Spread.of(client.layouts());
            return true;
        });
        return found[0];
    }

    private NodeStatus status(int port) {
        return new NodeAdmin(new ServerAddress("127.0.0.1", port), CALL_MILLIS).status();
    }

    /** The node that places the chains and publishes their configurations, of these. */
    int controller(List<Integer> ports) {
        return ports.stream()
                .filter(port -> status(port).isController())
                .findFirst()
                .orElse(ports.get(0));
    }

    /** How many pieces of snapshots each of these nodes has received since it was started. */
    Map<Integer, Long> pieces(List<Integer> ports) {
        Map<Integer, Long> pieces = new TreeMap<>();
        ports.forEach(port -> pieces.put(port, status(port).getCounters().getOrDefault("snapshotChunksReceived", 0L)));
        return pieces;
    }

    void drain(int port) {
        admin.drain(status(port).getNodeId(), null, CALL_MILLIS);
    }

    /** Has the chains of nodes that do not run placed elsewhere at once. */
    void rebalance() {
        admin.rebalance(null, CALL_MILLIS);
    }

    /** Until the chains are on so many nodes, each with its share, and nothing is to be moved. */
    void awaitEven(int nodes) throws ServersException, InterruptedException {
        awaitReport("the chains are on " + nodes + " nodes", report -> isEven(report, nodes));
    }

    private static boolean isEven(PlacementReport report, int nodes) {
        List<PlacedNode> carrying =
                report.getNodes().stream().filter(node -> node.getChains() > 0).toList();
        IntSummaryStatistics chains =
                carrying.stream().mapToInt(PlacedNode::getChains).summaryStatistics();
        return report.getMoving() == 0
                && carrying.size() == nodes
                && chains.getMax() - chains.getMin() <= 1
                && report.getNodes().stream().allMatch(node -> node.getPlaces() == node.getChains());
    }

    /** Until the node has removed all data of chains. */
    void awaitEmpty(int port) throws ServersException, InterruptedException {
        await("node " + port + " is empty", () -> status(port).getReplicas().isEmpty());
    }

    /** Until the registration of a node that is gone has ended. */
    void awaitGone(int port) throws ServersException, InterruptedException {
        awaitReport(
                "ZooKeeper has noticed that " + port + " is gone",
                report -> report.getNodes().stream().noneMatch(node -> node.isSetPort() && node.getPort() == port));
    }

    private void awaitReport(String what, Predicate<PlacementReport> isSo)
            throws ServersException, InterruptedException {
        await(what, () -> isSo.test(admin.placement(CALL_MILLIS)));
    }

    private interface Look {
        boolean isSo();
    }

    private static void await(String what, Look look) throws ServersException, InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
            try {
                if (look.isSo()) {
                    return;
                }
            } catch (CatenaException e) {
                // The server that was asked may be gone; the next look asks again.
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        throw new ServersException("after " + PATIENCE_SECONDS + " s it is not so that " + what);
    }
}
