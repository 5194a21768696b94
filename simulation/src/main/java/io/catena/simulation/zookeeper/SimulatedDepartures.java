package io.catena.simulation.zookeeper;

import io.catena.server.departing.CarryingSituation;
import io.catena.server.departing.DepartureDirectory;
import io.catena.server.placement.Departures;
import java.util.function.Consumer;

/** The way to what is said of nodes in the simulated ZooKeeper. Time passes between any two reads, and before a write. */
public final class SimulatedDepartures implements DepartureDirectory {
    private final ZooKeeperClient zooKeeper;

    public SimulatedDepartures(ZooKeeperClient zooKeeper) {
        this.zooKeeper = zooKeeper;
    }

    /** The placement is read first, then the nodes. */
    @Override
    public void read(Consumer<Found> then, Consumer<Exception> failed) {
        Runnable unavailable = () -> failed.accept(new IllegalStateException("the connection is lost"));
        zooKeeper.catchUp(session -> {
            if (session.isEmpty()) {
                unavailable.run();
                return;
            }
            zooKeeper.read(
                    said -> zooKeeper.read(nodes -> then.accept(found(said.placement(), nodes)), unavailable),
                    unavailable);
        });
    }

    private static Found found(VersionedPlacement placement, ZooKeeperState nodes) {
        return new Found(
                new CarryingSituation(
                        placement.published(), placement.departures(), SimulatedPlacement.registered(nodes)),
                placement.version());
    }

    @Override
    public void replace(Found seen, Departures next, Consumer<Replaced> then) {
        zooKeeper.write(
                now -> seen.version().equals(now.placement().version()) ? now.withDepartures(next) : null,
                done -> then.accept(done ? new Replaced.Done() : new Replaced.Overtaken()),
                () -> then.accept(new Replaced.Unknown(new IllegalStateException("the connection is lost"))));
    }
}
