package io.catena.simulation.zookeeper;

import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.Carriers;
import io.catena.server.controller.decision.Health;
import io.catena.server.controller.decision.NeededNodes;
import io.catena.server.controller.decision.Observation;
import io.catena.server.controller.loop.Directory;
import io.catena.server.controller.loop.Outcome;
import io.catena.server.invariants.Violation;
import io.catena.server.registration.RegisteredNode;
import io.catena.simulation.planted.FaultPlanter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The controller's way to what the simulated ZooKeeper holds of one chain. Time passes between any two of its reads, and before each write; what
 * may happen then does.
 */
public final class SimulatedDirectory implements Directory {
    private final ZooKeeperClient zooKeeper;
    private final FaultPlanter faultPlanter;
    private final int chain;
    private final int replicas;
    private final Supplier<List<String>> line;

    /**
     * @param replicas of the chain; 0: every node carries it
     * @param line ids of the nodes on which it is to be, as far as the process knows
     */
    public SimulatedDirectory(
            ZooKeeperClient zooKeeper,
            FaultPlanter faultPlanter,
            int chain,
            int replicas,
            Supplier<List<String>> line) {
        this.zooKeeper = zooKeeper;
        this.faultPlanter = faultPlanter;
        this.chain = chain;
        this.replicas = replicas;
        this.line = line;
    }

    /** Nodes and replicas are read first, configurations last, the newest one before and after the activated. */
    @Override
    public void read(Consumer<Reading> then) {
        long session = zooKeeper.session();
        Runnable failed = () -> then.accept(new Reading.Unavailable("the connection is lost"));
        ask(
                first -> ask(
                        before -> ask(
                                activated -> ask(
                                        current -> then.accept(reading(session, first, before, activated, current)),
                                        failed),
                                failed),
                        failed),
                failed);
    }

    private void ask(Consumer<ZooKeeperState> then, Runnable failed) {
        zooKeeper.read(then, failed);
    }

    private Reading reading(
            long session,
            ZooKeeperState first,
            ZooKeeperState before,
            ZooKeeperState activated,
            ZooKeeperState current) {
        if (session != zooKeeper.session()) {
            return new Reading.Unavailable("the session has ended");
        }
        if (before.chain(chain).version() != current.chain(chain).version()) {
            return new Reading.Unavailable("the configuration changed while it was read");
        }
        SortedMap<String, ReplicaReport> reports = new TreeMap<>();
        SortedMap<String, Health> health = new TreeMap<>();
        first.chain(chain).replicas().forEach((node, replica) -> {
            reports.put(node, replica.value().report());
            health.put(node, replica.value().health());
        });
        SortedMap<String, FormatRange> formats = new TreeMap<>();
        Configuration newest = current.chain(chain).configuration();
        Optional<Set<String>> needed = NeededNodes.of(newest, replicas, line.get(), reports.keySet());
        first.nodes().forEach((node, process) -> {
            if (needed.isEmpty() || needed.get().contains(node)) {
                formats.put(node, process.value().formats());
            }
        });
        Observation seen = new Observation(
                newest,
                current.chain(chain).version(),
                activated.chain(chain).activated(),
                activated.chain(chain).committed(),
                first.living(chain),
                reports,
                health,
                current.settings(),
                formats,
                current.chain(chain).note(),
                carriers(first, formats.keySet()));
        return new Reading.Found(seen, session);
    }

    /** @param looked ids of the nodes whose registrations are read */
    private Carriers carriers(ZooKeeperState state, Set<String> looked) {
        List<RegisteredNode> nodes = state.nodes().values().stream()
                .map(ZooKeeperState.Ephemeral::value)
                .filter(node -> looked.contains(node.nodeId()))
                .toList();
        return replicas == ClusterShape.ALL
                ? Carriers.EVERY_NODE
                : new Carriers(line.get(), replicas, RegisteredNode.holders(chain, nodes));
    }

    @Override
    public void publish(int term, Observation seen, Configuration next, Consumer<Written> then) {
        boolean careless = faultPlanter.publishesUnconditionally();
        write(
                careless || !faultPlanter.looksAtTheTerm(chain) ? null : term,
                now -> {
                    if (!careless && now.chain(chain).version() != seen.version()) {
                        return null;
                    }
                    Violation.check(
                            now.term() == term,
                            "a controller publishes in its own term",
                            "the controller of term %d publishes epoch %d of chain %d in term %d",
                            term,
                            next.epoch(),
                            chain,
                            now.term());
                    return now.withConfiguration(next);
                },
                then);
    }

    @Override
    public void explain(int term, String note, Consumer<Written> then) {
        write(term, zooKeeperState -> zooKeeperState.withNote(chain, note), then);
    }

    /** @param term whose it is; null if that is not looked at */
    private void write(Integer term, UnaryOperator<ZooKeeperState> change, Consumer<Written> then) {
        boolean[] deposed = new boolean[1];
        zooKeeper.write(
                zooKeeperState -> {
                    deposed[0] = term != null && zooKeeperState.term() != term;
                    return deposed[0] ? null : change.apply(zooKeeperState);
                },
                done -> then.accept(Written.of(done ? Outcome.DONE : deposed[0] ? Outcome.DEPOSED : Outcome.OVERTAKEN)),
                () -> then.accept(Written.of(Outcome.UNKNOWN)));
    }
}
