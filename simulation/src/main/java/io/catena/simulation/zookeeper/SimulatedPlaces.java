package io.catena.simulation.zookeeper;

import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.controller.loop.Places;
import io.catena.server.registration.RegisteredNode;
import io.catena.simulation.planted.FaultPlanter;
import io.catena.simulation.run.SimulatedRun;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** The places of all processes in the simulated election. */
public final class SimulatedPlaces implements Places {
    private final SimulatedRun run;
    private final String node;
    private final ZooKeeperClient zooKeeper;
    private final FaultPlanter faultPlanter;
    private final Function<String, CompletableFuture<ProbeAnswer>> probe;

    /**
     * @param node the one that looks at them
     * @param probe asks whether a process is there at an address
     */
    public SimulatedPlaces(
            SimulatedRun run,
            String node,
            ZooKeeperClient zooKeeper,
            FaultPlanter faultPlanter,
            Function<String, CompletableFuture<ProbeAnswer>> probe) {
        this.run = run;
        this.node = node;
        this.zooKeeper = zooKeeper;
        this.faultPlanter = faultPlanter;
        this.probe = probe;
    }

    @Override
    public void first(Consumer<First> then) {
        zooKeeper.read(
                zooKeeperState -> then.accept(new First(faultPlanter.firstPlace(firstPlace(zooKeeperState)), true)),
                () -> then.accept(new First(Optional.empty(), false)));
    }

    private Optional<Place> firstPlace(ZooKeeperState zooKeeperState) {
        if (zooKeeperState.latch().isEmpty()) {
            return Optional.empty();
        }
        long began = zooKeeperState.latch().firstKey();
        ZooKeeperState.Candidacy candidacy = zooKeeperState.latch().get(began);
        ZooKeeperState.Ephemeral<RegisteredNode> registered =
                zooKeeperState.nodes().get(candidacy.node());
        boolean leftover =
                registered != null && registered.session() != candidacy.session() && registered.createdZxid() > began;
        boolean own = candidacy.session() == zooKeeper.session();
        return Optional.of(new Place(Long.toString(began), 0, candidacy.node(), candidacy.node(), own, leftover));
    }

    @Override
    public void remove(Place place, Consumer<Boolean> then) {
        run.count("leaders evicted");
        run.trace().line(node, "takes the place of %s in the election away", place.nodeId());
        zooKeeper.write(
                now -> now.withoutPlace(Long.parseLong(place.id())),
                done -> then.accept(true),
                () -> then.accept(false));
    }

    @Override
    public CompletableFuture<ProbeAnswer> ask(Place place) {
        return probe.apply(place.address());
    }
}
