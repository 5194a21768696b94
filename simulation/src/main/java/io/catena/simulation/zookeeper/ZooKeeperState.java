package io.catena.simulation.zookeeper;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.SharedSettings;
import io.catena.server.placement.Departures;
import io.catena.server.placement.PublishedPlacement;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.registration.RegisteredReplica;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Everything that ZooKeeper holds, at one moment. Immutable.
 *
 * @param zxid rises with each change
 * @param chains the first one first
 * @param nodes by node id
 * @param latch the candidates, in the order in which they stand, by the moment in which they began to
 * @param term the newest controller's
 * @param settings what the cluster is to have
 * @param placement on which nodes its chains are to be
 */
public record ZooKeeperState(
        long zxid,
        List<ChainState> chains,
        SortedMap<String, Ephemeral<RegisteredNode>> nodes,
        SortedMap<Long, Candidacy> latch,
        int term,
        SharedSettings settings,
        VersionedPlacement placement) {

    /** Each of these stands before the number of a chain. */
    static final String CONFIGURATION = "configuration/";

    static final String ACTIVATED = "activated/";
    static final String NOTE = "note/";
    static final String PLACEMENT = "placement";
    /** Before a node id. */
    static final String NODES = "nodes/";
    /** Before the number of a chain, a slash and a node id. */
    static final String REPLICAS = "replicas/";

    /** What a session has registered, and when it was created. */
    public record Ephemeral<T>(T value, long session, long createdZxid) {}

    /** An ephemeral place in the election. */
    public record Candidacy(String node, long session) {}

    /** Of a cluster with so many chains. */
    static ZooKeeperState empty(int chains, SharedSettings settings) {
        return new ZooKeeperState(
                0,
                Collections.nCopies(chains, ChainState.EMPTY),
                new TreeMap<>(),
                new TreeMap<>(),
                0,
                settings,
                VersionedPlacement.none(chains));
    }

    /** What the next moment is to be like. */
    private static final class Draft {
        private final List<ChainState> chains;
        private final SortedMap<String, Ephemeral<RegisteredNode>> nodes;
        private final SortedMap<Long, Candidacy> latch;
        private int term;
        private SharedSettings settings;
        private VersionedPlacement placement;

        private Draft(ZooKeeperState of) {
            chains = new ArrayList<>(of.chains);
            nodes = new TreeMap<>(of.nodes);
            latch = new TreeMap<>(of.latch);
            term = of.term;
            settings = of.settings;
            placement = of.placement;
        }

        private ZooKeeperState at(long zxid) {
            return new ZooKeeperState(
                    zxid,
                    Collections.unmodifiableList(chains),
                    Collections.unmodifiableSortedMap(nodes),
                    Collections.unmodifiableSortedMap(latch),
                    term,
                    settings,
                    placement);
        }
    }

    private ZooKeeperState with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.at(zxid + 1);
    }

    /** What is there of a chain, the first of which has the number 1. */
    public ChainState chain(int chain) {
        return chains.get(chain - 1);
    }

    private ZooKeeperState withChain(int chain, UnaryOperator<ChainState> change) {
        List<ChainState> next = new ArrayList<>(chains);
        next.set(chain - 1, change.apply(chain(chain)));
        return new ZooKeeperState(
                zxid + 1, Collections.unmodifiableList(next), nodes, latch, term, settings, placement);
    }

    /** Of the chain that it names. */
    ZooKeeperState withConfiguration(Configuration next) {
        return withChain(next.chain(), chain -> chain.withConfiguration(next));
    }

    /** Of the chain that it names. */
    public ZooKeeperState withActivated(Configuration next, long nowCommitted) {
        return withChain(next.chain(), chain -> chain.withActivated(next, nowCommitted));
    }

    ZooKeeperState withSettings(SharedSettings wanted) {
        return with(draft -> draft.settings = wanted);
    }

    ZooKeeperState withPlacement(PublishedPlacement next, Departures departures) {
        return with(draft -> draft.placement = placement.next(next, departures));
    }

    ZooKeeperState withDepartures(Departures next) {
        return with(draft -> draft.placement = placement.saying(next));
    }

    ZooKeeperState withNote(int chain, String told) {
        return withChain(chain, of -> of.withNote(told));
    }

    ZooKeeperState withNextTerm() {
        return with(draft -> draft.term++);
    }

    /** @param node null if it is to go */
    ZooKeeperState withNode(String nodeId, Ephemeral<RegisteredNode> node) {
        return with(draft -> {
            if (node == null) {
                draft.nodes.remove(nodeId);
            } else {
                draft.nodes.put(nodeId, node);
            }
        });
    }

    /** @param replica null if it is to go */
    ZooKeeperState withReplica(int chain, String nodeId, Ephemeral<RegisteredReplica> replica) {
        return withChain(chain, of -> of.withReplica(nodeId, replica));
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
        draft.chains.replaceAll(ChainState::withoutSessions);
        draft.nodes.clear();
        draft.latch.clear();
        return draft.at(nextZxid);
    }

    /** The session is over: its ephemeral znodes go. */
    ZooKeeperState withoutSession(long session) {
        return with(draft -> {
            draft.chains.replaceAll(chain -> chain.withoutSession(session));
            draft.nodes.values().removeIf(node -> node.session() == session);
            draft.latch.values().removeIf(candidacy -> candidacy.session() == session);
        });
    }

    /** What is at a path that can be watched; null if nothing is. */
    Object at(String path) {
        if (path.equals(PLACEMENT)) {
            return placement.published();
        }
        if (path.startsWith(NODES)) {
            return nodes.get(path.substring(NODES.length()));
        }
        int slash = path.indexOf('/');
        int end = path.indexOf('/', slash + 1);
        ChainState chain = chain(Integer.parseInt(path, slash + 1, end < 0 ? path.length() : end, 10));
        return switch (path.substring(0, slash + 1)) {
            case CONFIGURATION -> chain.configuration();
            case ACTIVATED -> chain.activated();
            case NOTE -> chain.note();
            default -> chain.replicas().get(path.substring(end + 1));
        };
    }

    /** Whether nothing else than what is there of chains, and where they are to be, is another than in that state. */
    boolean differsInChainsAlone(ZooKeeperState other) {
        return nodes.equals(other.nodes)
                && latch.equals(other.latch)
                && term == other.term
                && settings.equals(other.settings);
    }

    /** Whether nothing else than the placement is another than in that state. */
    boolean differsInThePlacementAlone(ZooKeeperState other) {
        return !placement.equals(other.placement)
                && differsInChainsAlone(other)
                && chainsThatDiffer(other).isEmpty();
    }

    /** Whether something else is said of nodes than in that state. */
    boolean differsInDepartures(ZooKeeperState other) {
        return placement.departuresVersion() != other.placement.departuresVersion();
    }

    /** The chains of which something is another than in that state. */
    List<Integer> chainsThatDiffer(ZooKeeperState other) {
        List<Integer> differ = new ArrayList<>();
        for (int i = 0; i < chains.size(); i++) {
            if (chains.get(i) != other.chains.get(i)) {
                differ.add(i + 1);
            }
        }
        return differ;
    }

    boolean isStanding(long session) {
        return latch.values().stream().anyMatch(candidacy -> candidacy.session() == session);
    }

    boolean isLeader(long session) {
        return !latch.isEmpty() && latch.get(latch.firstKey()).session() == session;
    }

    /** The lives of a chain's replicas that count, in the order in which they registered. */
    public List<Member> living(int chain) {
        Map<String, RegisteredNode> processes = new TreeMap<>();
        nodes.forEach((nodeId, node) -> processes.put(nodeId, node.value()));
        Map<String, RegisteredReplica> inOrder = new LinkedHashMap<>();
        chain(chain).replicas().entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> entry.getValue().createdZxid()))
                .forEach(entry -> inOrder.put(entry.getKey(), entry.getValue().value()));
        return RegisteredReplica.living(processes, inOrder);
    }
}
