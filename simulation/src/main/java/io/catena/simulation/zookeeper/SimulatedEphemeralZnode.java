package io.catena.simulation.zookeeper;

import io.catena.server.registration.EphemeralZnode;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.registration.RegisteredReplica;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** An ephemeral znode in the simulated ZooKeeper, as one process reads and writes it. */
public final class SimulatedEphemeralZnode<T> implements EphemeralZnode<T> {
    private final String path;
    private final ZooKeeperClient zooKeeper;
    private final Function<ZooKeeperState, ZooKeeperState.Ephemeral<T>> get;
    private final BiFunction<ZooKeeperState, ZooKeeperState.Ephemeral<T>, ZooKeeperState> put;

    /**
     * @param path as {@link ZooKeeperState#at} knows it
     * @param get what is there; null if nothing is
     * @param put what comes of putting it there; null for nothing
     */
    private SimulatedEphemeralZnode(
            String path,
            ZooKeeperClient zooKeeper,
            Function<ZooKeeperState, ZooKeeperState.Ephemeral<T>> get,
            BiFunction<ZooKeeperState, ZooKeeperState.Ephemeral<T>, ZooKeeperState> put) {
        this.path = path;
        this.zooKeeper = zooKeeper;
        this.get = get;
        this.put = put;
    }

    /** Where a node is registered. */
    public static EphemeralZnode<RegisteredNode> node(ZooKeeperClient zooKeeper, String nodeId) {
        return new SimulatedEphemeralZnode<>(
                ZooKeeperState.NODES + nodeId,
                zooKeeper,
                state -> state.nodes().get(nodeId),
                (state, value) -> state.withNode(nodeId, value));
    }

    /** Where a node's replica of a chain is registered. */
    public static EphemeralZnode<RegisteredReplica> replica(ZooKeeperClient zooKeeper, int chain, String nodeId) {
        return new SimulatedEphemeralZnode<>(
                ZooKeeperState.REPLICAS + chain + "/" + nodeId,
                zooKeeper,
                state -> state.chain(chain).replicas().get(nodeId),
                (state, value) -> state.withReplica(chain, nodeId, value));
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public void read(Consumer<State<T>> then) {
        zooKeeper.read(
                zooKeeperState -> then.accept(state(get.apply(zooKeeperState))), () -> then.accept(State.unknown()));
    }

    private State<T> state(ZooKeeperState.Ephemeral<T> there) {
        return new State<>(
                true,
                Optional.ofNullable(there)
                        .map(held ->
                                new Content<>(Optional.of(held.value()), held.session() == zooKeeper.session(), held)));
    }

    @Override
    public void create(T value, Consumer<Boolean> done) {
        make(null, value, done);
    }

    @Override
    public void replace(Content<T> seen, T value, Consumer<Boolean> done) {
        make(seen.version(), value, done);
    }

    private void make(Object seen, T value, Consumer<Boolean> done) {
        long session = zooKeeper.session();
        write(
                seen,
                (zooKeeperState, there) -> new ZooKeeperState.Ephemeral<>(value, session, zooKeeperState.zxid() + 1),
                done);
    }

    @Override
    public void change(Content<T> seen, T value, Consumer<Boolean> done) {
        write(
                seen.version(),
                (zooKeeperState, there) -> new ZooKeeperState.Ephemeral<>(value, there.session(), there.createdZxid()),
                done);
    }

    @Override
    public void delete(Content<T> seen, Consumer<Boolean> done) {
        write(seen.version(), (zooKeeperState, there) -> null, done);
    }

    private void write(
            Object seen,
            BiFunction<ZooKeeperState, ZooKeeperState.Ephemeral<T>, ZooKeeperState.Ephemeral<T>> next,
            Consumer<Boolean> done) {
        zooKeeper.write(
                zooKeeperState -> {
                    ZooKeeperState.Ephemeral<T> there = get.apply(zooKeeperState);
                    return Objects.equals(there, seen)
                            ? put.apply(zooKeeperState, next.apply(zooKeeperState, there))
                            : null;
                },
                done,
                () -> done.accept(false));
    }
}
