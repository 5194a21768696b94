package io.catena.systemtest.chaos;

import io.catena.client.CatenaException;
import io.catena.systemtest.ClusterChains;
import io.catena.systemtest.Ensemble;
import io.catena.systemtest.LocalCluster;
import io.catena.systemtest.NodeProcess;
import io.catena.systemtest.Place;
import io.catena.systemtest.ZooKeeperProcess;
import io.catena.thrift.Layout;
import io.catena.thrift.LayoutMember;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;

/**
 * What faults act on: the nodes with their present roles, ZooKeeper, and the network. A node that one fault has taken
 * is not given to another. For one thread.
 */
final class ChaosScene {
    private static final Duration REPLACED_WITHIN = Duration.ofSeconds(60);

    private final LocalCluster localCluster;
    private final Ensemble zookeeper;
    private final Lan lan;
    private final Map<Place, SmallDisk> disks;
    private final ForeignSessions foreignSessions;
    private final int sessionTimeoutMillis;
    private final ClusterChains chains;
    /** The chain in which the next victim has its role; they take turns. */
    private int chainOfRoles;

    private final Set<NodeProcess> taken = new HashSet<>();
    /** Nodes that were ended on purpose, or whose end is expected. */
    private final Set<NodeProcess> mayBeDown = new HashSet<>();

    /**
     * @param lan null if there is none
     * @param disks the small disks of the nodes that have one
     */
    ChaosScene(
            LocalCluster localCluster,
            Ensemble zookeeper,
            Lan lan,
            Map<Place, SmallDisk> disks,
            ForeignSessions foreignSessions,
            int sessionTimeoutMillis,
            ClusterChains chains) {
        this.localCluster = localCluster;
        this.zookeeper = zookeeper;
        this.lan = lan;
        this.disks = disks;
        this.foreignSessions = foreignSessions;
        this.sessionTimeoutMillis = sessionTimeoutMillis;
        this.chains = chains;
    }

    LocalCluster localCluster() {
        return localCluster;
    }

    Ensemble zookeeper() {
        return zookeeper;
    }

    ForeignSessions foreignSessions() {
        return foreignSessions;
    }

    Lan lan() {
        return lan;
    }

    int sessionTimeoutMillis() {
        return sessionTimeoutMillis;
    }

    /** The victim of a fault, by its role when the fault begins. */
    enum Role {
        HEAD,
        MIDDLE,
        TAIL,
        CONTROLLER;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Takes the node of this role, or another if that one is taken; empty if all are taken. */
    Optional<NodeProcess> take(Role role) {
        chainOfRoles = chainOfRoles % chains.number() + 1;
        List<NodeProcess> chain = members();
        List<NodeProcess> candidates = new ArrayList<>();
        if (role == Role.CONTROLLER) {
            controller().ifPresent(candidates::add);
        } else if (!chain.isEmpty()) {
            candidates.add(
                    switch (role) {
                        case HEAD -> chain.get(0);
                        case TAIL -> chain.get(chain.size() - 1);
                        default -> chain.get(chain.size() / 2);
                    });
        }
        candidates.addAll(chain);
        candidates.addAll(localCluster.alive());
        Optional<NodeProcess> free = candidates.stream()
                .filter(node -> node.isAlive() && !taken.contains(node))
                .findFirst();
        free.ifPresent(taken::add);
        return free;
    }

    /** Gives the node back. */
    void release(NodeProcess node) {
        taken.remove(node);
    }

    /** The members that a node names; empty if no node answers. */
    private List<NodeProcess> members() {
        for (NodeProcess node : localCluster.alive()) {
            if (taken.contains(node)) {
                continue;
            }
            Optional<Layout> layout = localCluster.layoutAt(node, Math.max(1, chainOfRoles));
            if (layout.isPresent() && layout.get().getMembersSize() > 0) {
                return layout.get().getMembers().stream()
                        .map(this::byMember)
                        .flatMap(Optional::stream)
                        .toList();
            }
        }
        return List.of();
    }

    private Optional<NodeProcess> byMember(LayoutMember member) {
        return localCluster.alive().stream()
                .filter(node -> node.port() == member.getPort())
                .findFirst();
    }

    private Optional<NodeProcess> controller() {
        return localCluster.alive().stream()
                .filter(node -> !taken.contains(node))
                .filter(ChaosScene::isController)
                .findFirst();
    }

    private static boolean isController(NodeProcess node) {
        try {
            return node.status().isController();
        } catch (CatenaException e) {
            return false;
        }
    }

    /** The successor of the node in the chain, or the head if it is the tail; empty if it is the only member. */
    Optional<NodeProcess> neighbour(NodeProcess node) {
        List<NodeProcess> chain = members();
        int at = chain.indexOf(node);
        return at < 0 || chain.size() < 2 ? Optional.empty() : Optional.of(chain.get((at + 1) % chain.size()));
    }

    /** The machines of all other nodes. */
    List<Place> peersOf(NodeProcess node) {
        return localCluster.alive().stream()
                .filter(other -> other != node)
                .map(NodeProcess::place)
                .toList();
    }

    List<Place> zookeeperPlaces() {
        return zookeeper.servers().stream().map(ZooKeeperProcess::place).toList();
    }

    /** The machines of all nodes, ZooKeeper servers and clients, except that of this node. */
    List<Place> allBut(NodeProcess node) {
        List<Place> all = new ArrayList<>(peersOf(node));
        all.addAll(zookeeperPlaces());
        all.add(lan.clients());
        return all;
    }

    Optional<SmallDisk> diskOf(NodeProcess node) {
        return Optional.ofNullable(disks.get(node.place()));
    }

    /** Takes a node that runs on a small disk and is not taken; empty if there is none. */
    Optional<NodeProcess> takeWithSmallDisk() {
        Optional<NodeProcess> found = localCluster.alive().stream()
                .filter(node -> !taken.contains(node) && diskOf(node).isPresent())
                .findFirst();
        found.ifPresent(taken::add);
        return found;
    }

    /** From now on the end of this node is expected. */
    void mayGoDown(NodeProcess node) {
        mayBeDown.add(node);
    }

    void kill(NodeProcess node) {
        mayGoDown(node);
        diskOf(node).ifPresent(SmallDisk::goOn); // a process that waits for a disk cannot be ended
        node.kill();
    }

    /** Starts the node if it does not run and has not left for good. */
    void start(NodeProcess node) {
        if (!node.isAlive() && !node.isRetired()) {
            node.start();
        }
        mayBeDown.remove(node);
    }

    /** Nodes that have ended although no fault has ended them; each is returned once. */
    List<NodeProcess> unexpectedlyDown() {
        List<NodeProcess> found = localCluster.all().stream()
                .filter(node -> !node.isAlive() && !node.isRetired() && !mayBeDown.contains(node))
                .toList();
        mayBeDown.addAll(found);
        return found;
    }

    /** Waits until each chain has as many members as it should, on nodes that run; returns them, the first chain first. */
    List<List<NodeProcess>> awaitWhole() {
        if (chains.number() > 1 && localCluster.all().stream().anyMatch(NodeProcess::isRetired)) {
            replaceTheAbsent();
        }
        return localCluster.awaitChains(chains);
    }

    /** Of a node that left while ZooKeeper was away only an operator can say that it does not come back. */
    private void replaceTheAbsent() {
        Awaitility.await("a node that places the chains anew")
                .atMost(REPLACED_WITHIN)
                .until(() -> localCluster.alive().stream().anyMatch(ChaosScene::rebalances));
    }

    private static boolean rebalances(NodeProcess node) {
        try {
            node.admin().rebalance(node.adminToken());
            return true;
        } catch (CatenaException e) {
            return false;
        }
    }

    /** Undoes all faults, and brings the number of nodes to {@code size}; returns the chains. */
    List<List<NodeProcess>> heal(int size) {
        if (lan != null) {
            lan.heal();
        }
        disks.values().forEach(SmallDisk::goOn);
        disks.values().forEach(SmallDisk::free);
        zookeeper.servers().forEach(ZooKeeperProcess::resume);
        zookeeper.start();
        localCluster.revive();
        int missing = size - localCluster.alive().size();
        if (missing > 0) {
            localCluster.startNodes(missing);
        }
        taken.clear();
        mayBeDown.clear();
        List<List<NodeProcess>> whole = awaitWhole();
        while (localCluster.alive().size() > size) {
            List<NodeProcess> chain = whole.get(0);
            chain.get(chain.size() - 1).leave(true);
            whole = awaitWhole();
        }
        return whole;
    }
}
