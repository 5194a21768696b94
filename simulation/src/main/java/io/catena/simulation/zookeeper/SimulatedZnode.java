package io.catena.simulation.zookeeper;

import io.catena.server.chain.Configuration;
import io.catena.server.registration.FoundConfiguration;
import io.catena.server.registration.ReadableZnode;
import io.catena.server.registration.ZnodeReading;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A znode in the simulated ZooKeeper, as one process reads it.
 *
 * @param path as {@link ZooKeeperState#at} knows it
 * @param get what is there; null if nothing is
 */
public record SimulatedZnode<T>(String path, ZooKeeperClient zooKeeper, Function<ZooKeeperState, T> get)
        implements ReadableZnode<T> {

    /** The newest configuration of a chain. */
    public static ReadableZnode<FoundConfiguration> configuration(ZooKeeperClient zooKeeper, int chain) {
        return new SimulatedZnode<>(ZooKeeperState.CONFIGURATION + chain, zooKeeper, state -> {
            Configuration found = state.chain(chain).configuration();
            return found == null ? null : new FoundConfiguration(found, 0);
        });
    }

    /** The configuration of the last activated epoch of a chain. */
    public static ReadableZnode<Configuration> activated(ZooKeeperClient zooKeeper, int chain) {
        return new SimulatedZnode<>(
                ZooKeeperState.ACTIVATED + chain,
                zooKeeper,
                state -> state.chain(chain).activated());
    }

    /** What users are told of a chain. */
    public static ReadableZnode<String> note(ZooKeeperClient zooKeeper, int chain) {
        return new SimulatedZnode<>(
                ZooKeeperState.NOTE + chain,
                zooKeeper,
                state -> state.chain(chain).note());
    }

    /** On which nodes the chains are to be, the first one first. */
    public static ReadableZnode<List<List<String>>> placement(ZooKeeperClient zooKeeper) {
        return new SimulatedZnode<>(
                ZooKeeperState.PLACEMENT,
                zooKeeper,
                state -> state.placement().published().placement().lines());
    }

    @Override
    public void read(Consumer<ZnodeReading<T>> then) {
        zooKeeper.readCaughtUp(
                state -> then.accept(ZnodeReading.of(Optional.ofNullable(get.apply(state)))),
                () -> then.accept(ZnodeReading.noAnswer()));
    }
}
