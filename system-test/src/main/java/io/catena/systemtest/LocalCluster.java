package io.catena.systemtest;

import io.catena.client.CatenaClientBuilder;
import io.catena.thrift.Layout;
import io.catena.thrift.LayoutMember;
import io.catena.thrift.catenaConstants;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.thrift.TException;
import org.awaitility.Awaitility;

/** The nodes of one cluster as processes on this machine. Their logs and data stay until the folder is used again. */
public final class LocalCluster implements AutoCloseable {
    private static final int LOG_LINES = 40;

    private final Path folder;
    private final Ports ports;
    private final PlaceChoice placeChoice;
    private final NodeSettings settings;
    private final List<NodeProcess> nodes = new ArrayList<>();

    /**
     * Has no node at first.
     *
     * @param zookeeper {@code host:port,...}
     * @param moreOptions of all nodes, as on the command line
     */
    public LocalCluster(Path folder, Ports ports, String zookeeper, int sessionTimeoutMillis, String... moreOptions) {
        this(folder, ports, PlaceChoice.LOOPBACK, NodeSettings.of(zookeeper, sessionTimeoutMillis, moreOptions));
    }

    /** Has no node at first. */
    public LocalCluster(Path folder, Ports ports, PlaceChoice placeChoice, NodeSettings settings) {
        this.folder = folder;
        this.ports = ports;
        this.placeChoice = placeChoice;
        this.settings = settings;
    }

    /** A node with a port and an empty directory of its own, not started. */
    private NodeProcess newNode(PlaceChoice where, NodeSettings how) {
        int port = ports.free();
        Path home = Folders.make(folder.resolve("node-" + port).toAbsolutePath());
        NodeProcess node = new NodeProcess(where.next(home), port, home, how);
        nodes.add(node);
        return node;
    }

    /** Starts new nodes at the same time; does not wait for them. */
    public List<NodeProcess> startNodes(int count) {
        List<NodeProcess> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            started.add(newNode(placeChoice, settings));
        }
        started.forEach(NodeProcess::start);
        return started;
    }

    /** Starts a new node with other settings; does not wait for it. */
    public NodeProcess startNode(PlaceChoice where, UnaryOperator<NodeSettings> unlike) {
        NodeProcess node = newNode(where, unlike.apply(settings));
        node.start();
        return node;
    }

    /** Kills the node if it runs; it is never started again. */
    public void abandon(NodeProcess node) {
        node.close();
        nodes.remove(node);
    }

    /** All nodes that were made, except abandoned ones. */
    public List<NodeProcess> all() {
        return List.copyOf(nodes);
    }

    /** The nodes whose processes run. */
    public List<NodeProcess> alive() {
        return nodes.stream().filter(NodeProcess::isAlive).toList();
    }

    /** Starts every node that does not run and has not left for good, and resumes suspended ones. */
    public void revive() {
        for (NodeProcess node : nodes) {
            if (node.isAlive()) {
                node.resume();
            } else if (!node.isRetired()) {
                node.start();
            }
        }
    }

    /** Waits until the chain consists of all nodes that run. */
    public List<NodeProcess> awaitChainOfAll() {
        return awaitChain(alive());
    }

    /**
     * Waits until each of these nodes says that the chain consists of exactly these nodes, that no node joins, and that
     * the epoch is activated.
     *
     * @return the nodes in their order: head, middles, tail
     */
    public List<NodeProcess> awaitChain(Collection<NodeProcess> members) {
        return awaitChain(catenaConstants.DEFAULT_CHAIN, members);
    }

    /** As {@link #awaitChain(Collection)}, for chain 1 to this one. */
    public void awaitChains(int chains, Collection<NodeProcess> members) {
        for (int chain = 1; chain <= chains; chain++) {
            awaitChain(chain, members);
        }
    }

    /** As {@link #awaitChain(Collection)}, for one chain of several. */
    public List<NodeProcess> awaitChain(int chain, Collection<NodeProcess> members) {
        return awaitChain(chain, members, members.size());
    }

    private List<NodeProcess> awaitChain(int chain, Collection<NodeProcess> nodes, int members) {
        return inOrder(awaitLayout(chain, nodes, members));
    }

    private Layout awaitLayout(int chain, Collection<NodeProcess> nodes, int members) {
        Set<Integer> wanted = nodes.stream().map(NodeProcess::port).collect(Collectors.toSet());
        AtomicReference<String> last = new AtomicReference<>("nothing");
        try {
            return Awaitility.await("chain " + chain + " of " + members + " of " + wanted)
                    .pollInterval(Duration.ofMillis(100))
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> settledLayout(chain, wanted, members, nodes, last), Optional::isPresent)
                    .orElseThrow();
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError(
                    "chain " + chain + " is not on " + members + " of " + wanted + "; last heard: " + last.get(), e);
        }
    }

    /**
     * Waits until all nodes that run agree on each of these chains: it has as many members as it should, all of them run, no node
     * joins, and the epoch is activated.
     *
     * @return the layout of each, that of chain 1 first
     */
    public List<Layout> awaitLayouts(ClusterChains chains) {
        List<Layout> found = new ArrayList<>();
        for (int chain = 1; chain <= chains.number(); chain++) {
            found.add(awaitLayout(chain, alive(), chains.members(alive().size())));
        }
        return found;
    }

    /** As {@link #awaitLayouts}; returns the members of each chain, the head first. */
    public List<List<NodeProcess>> awaitChains(ClusterChains chains) {
        return awaitLayouts(chains).stream().map(this::inOrder).toList();
    }

    private Optional<Layout> settledLayout(
            int chain, Set<Integer> running, int members, Collection<NodeProcess> nodes, AtomicReference<String> last) {
        Layout first = null;
        for (NodeProcess node : nodes) {
            Layout layout = layoutAt(node, chain).orElse(null);
            last.set(node + ": " + layout);
            if (layout == null || !isSettled(layout, running, members) || first != null && !first.equals(layout)) {
                return Optional.empty();
            }
            first = layout;
        }
        return Optional.ofNullable(first);
    }

    private static boolean isSettled(Layout layout, Set<Integer> running, int members) {
        return layout.getMembersSize() == members
                && layout.getMembers().stream().map(LayoutMember::getPort).allMatch(running::contains)
                && !layout.isSetJoining()
                && layout.getActivatedEpoch() == layout.getEpoch();
    }

    private List<NodeProcess> inOrder(Layout layout) {
        return layout.getMembers().stream()
                .map(member -> byPort(member.getPort()))
                .toList();
    }

    private NodeProcess byPort(int port) {
        return nodes.stream().filter(node -> node.port() == port).findFirst().orElseThrow();
    }

    /** The layout as this node knows it; empty if the node does not answer. */
    public Optional<Layout> layoutAt(NodeProcess node) {
        return layoutAt(node, catenaConstants.DEFAULT_CHAIN);
    }

    /** The layout of this chain as this node knows it; empty if the node does not answer. */
    public Optional<Layout> layoutAt(NodeProcess node, int chain) {
        try (BareClient client = node.connect()) {
            return Optional.of(client.layout(chain));
        } catch (TException e) {
            return Optional.empty();
        }
    }

    /** A client that knows all nodes that were made. */
    public CatenaClientBuilder client() {
        return clientOf(nodes);
    }

    /** A client that asks these nodes first. */
    public static CatenaClientBuilder clientOf(List<NodeProcess> nodes) {
        return nodes.get(0)
                .security()
                .client()
                .servers(nodes.stream().map(NodeProcess::address).toArray(String[]::new));
    }

    /** The addresses of all nodes that were made, for clients. */
    public String[] addresses() {
        return nodes.stream().map(NodeProcess::address).toArray(String[]::new);
    }

    /** Prints the end of each node's log. */
    public void printLogs(PrintStream out) {
        for (NodeProcess node : nodes) {
            List<String> lines = JavaProcess.text(node.log()).lines().toList();
            out.println("--- " + node + (node.isAlive() ? " runs" : " does not run") + "; the end of " + node.log());
            lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()).forEach(out::println);
        }
    }

    @Override
    public void close() {
        nodes.forEach(NodeProcess::close);
    }
}
