package io.catena.simulation.zookeeper;

import io.catena.server.registration.SessionPort;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The session of a process in the simulated ZooKeeper. */
public record SimulatedSession(ZooKeeperClient zooKeeper) implements SessionPort {
    @Override
    public void connectionChanged(boolean connected) {
        // Nothing here waits for it.
    }

    @Override
    public void isAway() {
        // The simulated client forgets no connection.
    }

    @Override
    public void catchUp(Consumer<OptionalLong> then) {
        zooKeeper.catchUp(then);
    }

    @Override
    public void watch(List<String> paths, Consumer<Boolean> done) {
        zooKeeper.watch(paths, done);
    }
}
