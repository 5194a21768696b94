package io.catena.simulation.zookeeper;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.SharedSettings;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.registration.RegisteredReplica;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Everything that ZooKeeper holds, at one moment. Immutable.
 *
 * @param zxid rises with each change
 * @param version of the configuration's znode; -1 if there is none
 * @param committed how far the chain has come at least
 * @param nodes by node id
 * @param replicas by node id
 * @param latch the candidates, in the order in which they stand, by the moment in which they began to
 * @param term the newest controller's
 * @param settings what the cluster is to have
 * @param note what users are told; empty if nothing
 */
public record ZooKeeperState(
        long zxid,
        Configuration configuration,
        int version,
        Configuration activated,
        long committed,
        SortedMap<String, Ephemeral<RegisteredNode>> nodes,
        SortedMap<String, Ephemeral<RegisteredReplica>> replicas,
        SortedMap<Long, Candidacy> latch,
        int term,
        SharedSettings settings,
        String note) {

    static final String CONFIGURATION = "configuration";
    static final String ACTIVATED = "activated";
    static final String NOTE = "note";
    /** Before a node id. */
    static final String NODES = "nodes/";
    /** Before a node id. */
    static final String REPLICAS = "replicas/";

    /** What a session has registered, and when it was created. */
    public record Ephemeral<T>(T value, long session, long createdZxid) {}

    /** An ephemeral place in the election. */
    public record Candidacy(String node, long session) {}

    static final ZooKeeperState EMPTY = new ZooKeeperState(
            0, null, -1, null, 0, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), 0, SharedSettings.STANDARD, "");

    /** What the next moment is to be like. */
    private static final class Draft {
        private Configuration configuration;
        private int version;
        private Configuration activated;
        private long committed;
        private final SortedMap<String, Ephemeral<RegisteredNode>> nodes;
        private final SortedMap<String, Ephemeral<RegisteredReplica>> replicas;
        private final SortedMap<Long, Candidacy> latch;
        private int term;
        private SharedSettings settings;
        private String note;

        private Draft(ZooKeeperState of) {
            configuration = of.configuration;
            version = of.version;
            activated = of.activated;
            committed = of.committed;
            nodes = new TreeMap<>(of.nodes);
            replicas = new TreeMap<>(of.replicas);
            latch = new TreeMap<>(of.latch);
            term = of.term;
            settings = of.settings;
            note = of.note;
        }

        private ZooKeeperState at(long zxid) {
            return new ZooKeeperState(
                    zxid,
                    configuration,
                    version,
                    activated,
                    committed,
                    Collections.unmodifiableSortedMap(nodes),
                    Collections.unmodifiableSortedMap(replicas),
                    Collections.unmodifiableSortedMap(latch),
                    term,
                    settings,
                    note);
        }
    }

    private ZooKeeperState with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.at(zxid + 1);
    }

    ZooKeeperState withConfiguration(Configuration next) {
        return with(draft -> {
            draft.configuration = next;
            draft.version++;
        });
    }

    public ZooKeeperState withActivated(Configuration next, long nowCommitted) {
        return with(draft -> {
            draft.activated = next;
            draft.committed = nowCommitted;
        });
    }

    ZooKeeperState withSettings(SharedSettings wanted) {
        return with(draft -> draft.settings = wanted);
    }

    ZooKeeperState withNote(String told) {
        return with(draft -> draft.note = told);
    }

    ZooKeeperState withNextTerm() {
        return with(draft -> draft.term++);
    }

    /** @param node null if it is to go */
    public ZooKeeperState withNode(String nodeId, Ephemeral<RegisteredNode> node) {
        return with(draft -> putOrRemove(draft.nodes, nodeId, node));
    }

    /** @param replica null if it is to go */
    public ZooKeeperState withReplica(String nodeId, Ephemeral<RegisteredReplica> replica) {
        return with(draft -> putOrRemove(draft.replicas, nodeId, replica));
    }

    private static <T> void putOrRemove(SortedMap<String, T> map, String key, T value) {
        if (value == null) {
            map.remove(key);
        } else {
            map.put(key, value);
        }
    }

    ZooKeeperState withCandidate(String node, long session) {
        return with(draft -> draft.latch.put(zxid + 1, new Candidacy(node, session)));
    }

    ZooKeeperState withoutCandidate(long session) {
        return with(draft -> draft.latch.values().removeIf(candidacy -> candidacy.session() == session));
    }

    ZooKeeperState withoutPlace(long began) {
        return with(draft -> draft.latch.remove(began));
    }

    /** Nothing that is ephemeral. */
    ZooKeeperState withoutSessions(long nextZxid) {
        Draft draft = new Draft(this);
        draft.nodes.clear();
        draft.replicas.clear();
        draft.latch.clear();
        return draft.at(nextZxid);
    }

    /** The session is over: its ephemeral znodes go. */
    ZooKeeperState withoutSession(long session) {
        return with(draft -> {
            draft.nodes.values().removeIf(node -> node.session() == session);
            draft.replicas.values().removeIf(replica -> replica.session() == session);
            draft.latch.values().removeIf(candidacy -> candidacy.session() == session);
        });
    }

    /** What is at a path that can be watched; null if nothing is. */
    Object at(String path) {
        return switch (path) {
            case CONFIGURATION -> configuration;
            case ACTIVATED -> activated;
            case NOTE -> note;
            default ->
                path.startsWith(NODES)
                        ? nodes.get(path.substring(NODES.length()))
                        : replicas.get(path.substring(REPLICAS.length()));
        };
    }

    boolean isStanding(long session) {
        return latch.values().stream().anyMatch(candidacy -> candidacy.session() == session);
    }

    boolean isLeader(long session) {
        return !latch.isEmpty() && latch.get(latch.firstKey()).session() == session;
    }

    /** The lives that count, in the order in which they registered. */
    public List<Member> living() {
        Map<String, RegisteredNode> processes = new TreeMap<>();
        nodes.forEach((nodeId, node) -> processes.put(nodeId, node.value()));
        Map<String, RegisteredReplica> inOrder = new LinkedHashMap<>();
        replicas.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> entry.getValue().createdZxid()))
                .forEach(entry -> inOrder.put(entry.getKey(), entry.getValue().value()));
        return RegisteredReplica.living(processes, inOrder);
    }

    /** What the node's replica reports; null if it is not registered. */
    public ReplicaReport reportOf(String nodeId) {
        Ephemeral<RegisteredReplica> replica = replicas.get(nodeId);
        return replica == null ? null : replica.value().report();
    }
}
