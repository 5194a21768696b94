package io.catena.server.coordination.session;

import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ZnodeDecoder;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import io.catena.server.registration.EphemeralZnode;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.zookeeper.CreateMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An ephemeral znode in ZooKeeper. Each call blocks until the outcome is known. For one thread. */
final class BlockingEphemeralZnode<T> implements EphemeralZnode<T> {
    private static final Logger LOG = LoggerFactory.getLogger(BlockingEphemeralZnode.class);

    private final Cluster cluster;
    private final String path;
    private final Function<T, byte[]> encode;
    private final ZnodeDecoder<T> decode;

    /** A write that blocks. */
    @FunctionalInterface
    private interface Write {
        boolean make() throws ZooKeeperUnavailable;
    }

    BlockingEphemeralZnode(Cluster cluster, String path, Function<T, byte[]> encode, ZnodeDecoder<T> decode) {
        this.cluster = cluster;
        this.path = path;
        this.encode = encode;
        this.decode = decode;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public void read(Consumer<State<T>> then) {
        State<T> state;
        try {
            Optional<Znode> there = cluster.calls().read(path);
            state = new State<>(true, there.isEmpty() ? Optional.empty() : Optional.of(content(there.get())));
        } catch (ZooKeeperUnavailable e) {
            LOG.debug("{} cannot be read now", path, e);
            state = State.unknown();
        }
        then.accept(state);
    }

    private Content<T> content(Znode there) throws ZooKeeperUnavailable {
        boolean ours = there.stat().getEphemeralOwner() == cluster.calls().sessionId();
        return new Content<>(value(there), ours, there.stat().getVersion());
    }

    private Optional<T> value(Znode there) {
        try {
            return Optional.of(decode.decode(path, there.data()));
        } catch (MalformedZnode e) {
            cluster.alarms().raise(path, there.stat().getMzxid(), e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void create(T value, Consumer<Boolean> done) {
        write(() -> cluster.calls().create(path, encode.apply(value), CreateMode.EPHEMERAL), done);
    }

    @Override
    public void replace(Content<T> seen, T value, Consumer<Boolean> done) {
        write(
                () -> cluster.calls()
                        .commit(
                                cluster.calls().deleteOperation(path, (Integer) seen.version()),
                                cluster.calls().createOperation(path, encode.apply(value), CreateMode.EPHEMERAL))
                        .done(),
                done);
    }

    @Override
    public void change(Content<T> seen, T value, Consumer<Boolean> done) {
        write(
                () -> cluster.calls()
                        .commit(cluster.calls().setOperation(path, (Integer) seen.version(), encode.apply(value)))
                        .done(),
                done);
    }

    @Override
    public void delete(Content<T> seen, Consumer<Boolean> done) {
        write(() -> cluster.calls().delete(path, (Integer) seen.version()), done);
    }

    private void write(Write write, Consumer<Boolean> done) {
        boolean written = false;
        try {
            written = write.make();
        } catch (ZooKeeperUnavailable e) {
            LOG.debug("the outcome of a write of {} is unknown", path, e);
        }
        done.accept(written);
    }
}
