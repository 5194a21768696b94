package io.catena.simulation.zookeeper;

import io.catena.server.controller.loop.Outcome;
import io.catena.server.controller.placing.PlacementDirectory;
import io.catena.server.invariants.Violation;
import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Departures;
import io.catena.server.placement.PublishedPlacement;
import io.catena.server.registration.Carrier;
import io.catena.server.registration.RegisteredNode;
import io.catena.simulation.planted.BrokenPlacing;
import java.util.List;
import java.util.function.Consumer;

/** The controller's way to the placement in the simulated ZooKeeper. Time passes between any two of its reads, and before a write. */
public final class SimulatedPlacement implements PlacementDirectory {
    private final ZooKeeperClient zooKeeper;
    private final BrokenPlacing broken;

    public SimulatedPlacement(ZooKeeperClient zooKeeper, BrokenPlacing broken) {
        this.zooKeeper = zooKeeper;
        this.broken = broken;
    }

    /** The placement is read first, then the nodes, the settings last. */
    @Override
    public void read(Consumer<Reading> then) {
        Runnable failed = () -> then.accept(new Reading.Unavailable("the connection is lost"));
        zooKeeper.read(
                placement -> zooKeeper.read(
                        nodes -> zooKeeper.read(
                                settings -> then.accept(new Reading.Found(
                                        placement.placement().published(),
                                        placement.placement().departures(),
                                        placement.placement().version(),
                                        registered(nodes),
                                        settings.settings().minReplicas())),
                                failed),
                        failed),
                failed);
    }

    static List<CarryingNode> registered(ZooKeeperState state) {
        return state.nodes().values().stream()
                .map(node -> carrying(node.value()))
                .toList();
    }

    private static CarryingNode carrying(RegisteredNode node) {
        Carrier carrier = node.carrier();
        return new CarryingNode(node.nodeId(), carrier.domain(), carrier.capacity());
    }

    @Override
    public void publish(
            int term, Reading.Found seen, PublishedPlacement next, Departures departures, Consumer<Outcome> then) {
        boolean careless = broken.publishesUnconditionally();
        boolean[] deposed = new boolean[1];
        zooKeeper.write(
                now -> {
                    deposed[0] = now.term() != term;
                    boolean overtaken = !seen.version().equals(now.placement().version());
                    if (!careless && (deposed[0] || overtaken)) {
                        return null;
                    }
                    Violation.check(
                            !deposed[0] && !overtaken,
                            "a placement follows on the one that was read",
                            "the controller of term %d replaces placement %s by %s in term %d, when there is %d",
                            term,
                            seen.version(),
                            next.placement(),
                            now.term(),
                            now.placement().version());
                    return now.withPlacement(next, departures);
                },
                done -> then.accept(done ? Outcome.DONE : deposed[0] ? Outcome.DEPOSED : Outcome.OVERTAKEN),
                () -> then.accept(Outcome.UNKNOWN));
    }
}
