package io.catena.server.coordination;

import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.OpenNodes;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.ZooKeeperCalls;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import io.catena.server.coordination.client.ZooKeeperIdentity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.zookeeper.data.ACL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may read and write a cluster's znodes. Every call blocks on ZooKeeper. */
final class AccessControlLists {
    private static final Logger LOG = LoggerFactory.getLogger(AccessControlLists.class);
    /** Ten times what 1,000 nodes and 10,000 chains of three have. */
    private static final int MOST_ZNODES = 1_000_000;

    private final Cluster cluster;
    private final Znodes znodes;
    private final ZooKeeperCalls calls;

    AccessControlLists(Cluster cluster) {
        this.cluster = cluster;
        this.znodes = cluster.znodes();
        this.calls = cluster.calls();
    }

    /** Whether everybody may read or write the cluster's znodes. */
    boolean isOpen() throws ZooKeeperUnavailable {
        return isOpen(znodes.root());
    }

    private boolean isOpen(String path) throws ZooKeeperUnavailable {
        return calls.acl(path).stream().anyMatch(entry -> isForEverybody(entry) && entry.getPerms() != 0);
    }

    private static boolean isForEverybody(ACL entry) {
        return entry.getId().getScheme().equals("world");
    }

    /**
     * Makes the znodes of an open cluster the identity's alone; without effect on others. The cluster's own znode comes
     * last, so that the next start finishes what was interrupted.
     *
     * @throws OpenNodes if nodes are registered that would lose their access; nothing is changed then
     */
    void closeTo(ZooKeeperIdentity identity) throws OpenNodes, ZooKeeperUnavailable {
        if (!isOpen()) {
            return;
        }
        requireNoOpenNode(identity);
        int closed = 0;
        for (String path : below(znodes.root())) {
            closed += close(path, identity);
        }
        if (calls.children(Znodes.ROOT).equals(List.of(znodes.cluster()))) {
            close(Znodes.ROOT, identity);
        } else {
            LOG.warn(
                    "{} stays open to everybody, since other clusters are under it: their names can be read, and a"
                            + " cluster that does not exist yet can be made by anybody; --zookeeper HOST:PORT/PATH gives"
                            + " each cluster a path of its own",
                    Znodes.ROOT);
        }
        close(znodes.root(), identity);
        LOG.info(
                "the znodes of cluster '{}' were open to everybody; from now on they are those of the user of {} alone"
                        + " ({} were changed)",
                znodes.cluster(),
                identity,
                closed + 1);
    }

    private void requireNoOpenNode(ZooKeeperIdentity identity) throws OpenNodes, ZooKeeperUnavailable {
        List<String> open = new ArrayList<>();
        for (String nodeId : calls.children(znodes.nodes())) {
            Optional<Znode> registration = calls.read(znodes.node(nodeId));
            if (registration.isPresent() && isOpen(znodes.node(nodeId))) {
                open.add(nodeId + address(nodeId, registration.get()));
            }
        }
        if (!open.isEmpty()) {
            throw new OpenNodes(
                    "nodes are registered that run without --zookeeper-auth-file and would lose their access"
                            + " to ZooKeeper: " + String.join(", ", open)
                            + ". Stop all nodes of the cluster, then start each of"
                            + " them with --zookeeper-auth-file " + identity
                            + " (docs/security.md). A node that crashed or was killed counts as"
                            + " registered until its session with ZooKeeper ends");
        }
    }

    private String address(String nodeId, Znode registration) {
        try {
            return " ("
                    + cluster.codec()
                            .registered(znodes.node(nodeId), registration.data())
                            .node()
                            .address()
                    + ")";
        } catch (MalformedZnode e) {
            return "";
        }
    }

    /** All znodes below, each before its children. */
    private List<String> below(String top) throws ZooKeeperUnavailable {
        List<String> found = new ArrayList<>();
        Deque<String> parents = new ArrayDeque<>(List.of(top));
        while (!parents.isEmpty()) {
            String parent = parents.remove();
            for (String name : calls.children(parent)) {
                found.add(parent + "/" + name);
                parents.add(parent + "/" + name);
            }
            if (found.size() > MOST_ZNODES) {
                throw new ZooKeeperUnavailable(
                        top + " has more than " + MOST_ZNODES
                                + " znodes below it, which are not Catena's; delete what does"
                                + " not belong there (zkCli), then start this node again",
                        null);
            }
        }
        return found;
    }

    /** Returns how many were changed. */
    private int close(String path, ZooKeeperIdentity identity) throws ZooKeeperUnavailable {
        return isOpen(path) && calls.setAcl(path, identity.acl()) ? 1 : 0;
    }
}
