package io.catena.simulation;

import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.controller.loop.Places;
import io.catena.server.registration.RegisteredNode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The places of all processes in the simulated election. */
final class SimulatedPlaces implements Places {
    private final World world;
    private final SimulatedProcess process;
    private final SimulatedProbe probe;

    SimulatedPlaces(World world, SimulatedProcess process, SimulatedProbe probe) {
        this.world = world;
        this.process = process;
        this.probe = probe;
    }

    @Override
    public void first(Consumer<First> then) {
        process.zooKeeper()
                .read(
                        zooKeeperState -> then.accept(
                                new First(world.faultPlanter().firstPlace(firstPlace(zooKeeperState)), true)),
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
        boolean own = candidacy.session() == process.zooKeeper().session();
        return Optional.of(new Place(Long.toString(began), 0, candidacy.node(), candidacy.node(), own, leftover));
    }

    @Override
    public void remove(Place place, Consumer<Boolean> then) {
        world.count("leaders evicted");
        world.trace().line(process.name(), "takes the place of %s in the election away", place.nodeId());
        process.zooKeeper()
                .write(
                        now -> now.withoutPlace(Long.parseLong(place.id())),
                        done -> then.accept(true),
                        () -> then.accept(false));
    }

    @Override
    public CompletableFuture<ProbeAnswer> ask(Place place) {
        return probe.askProcess(world.machine(place.address()));
    }
}
