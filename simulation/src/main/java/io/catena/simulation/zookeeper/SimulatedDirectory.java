package io.catena.simulation.zookeeper;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.Health;
import io.catena.server.controller.decision.Observation;
import io.catena.server.controller.loop.Directory;
import io.catena.server.controller.loop.Outcome;
import io.catena.simulation.planted.FaultPlanter;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The controller's way to the simulated ZooKeeper. Time passes between any two of its reads, and before each write; what
 * may happen then does.
 */
public final class SimulatedDirectory implements Directory {
    private final ZooKeeperClient zooKeeper;
    private final FaultPlanter faultPlanter;

    public SimulatedDirectory(ZooKeeperClient zooKeeper, FaultPlanter faultPlanter) {
        this.zooKeeper = zooKeeper;
        this.faultPlanter = faultPlanter;
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
        if (before.version() != current.version()) {
            return new Reading.Unavailable("the configuration changed while it was read");
        }
        SortedMap<String, ReplicaReport> reports = new TreeMap<>();
        SortedMap<String, Health> health = new TreeMap<>();
        first.replicas().forEach((node, replica) -> {
            reports.put(node, replica.value().report());
            health.put(node, replica.value().health());
        });
        SortedMap<String, FormatRange> formats = new TreeMap<>();
        first.nodes()
                .forEach((node, process) -> formats.put(node, process.value().formats()));
        Observation seen = new Observation(
                current.configuration(),
                current.version(),
                activated.activated(),
                activated.committed(),
                first.living(),
                reports,
                health,
                current.settings(),
                formats,
                current.note());
        return new Reading.Found(seen, session);
    }

    @Override
    public void publish(int term, Observation seen, Configuration next, Consumer<Written> then) {
        boolean careless = faultPlanter.publishesUnconditionally();
        write(
                careless ? null : term,
                zooKeeperState -> careless || zooKeeperState.version() == seen.version()
                        ? zooKeeperState.withConfiguration(next)
                        : null,
                then);
    }

    @Override
    public void explain(int term, String note, Consumer<Written> then) {
        write(term, zooKeeperState -> zooKeeperState.withNote(note), then);
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
