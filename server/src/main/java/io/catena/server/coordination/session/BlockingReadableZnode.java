package io.catena.server.coordination.session;

import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.registration.ReadableZnode;
import io.catena.server.registration.ZnodeReading;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A znode in ZooKeeper that is read. Each call blocks until the outcome is known. For one thread.
 *
 * @param session in which it is read
 * @param read reads it
 */
record BlockingReadableZnode<T>(CuratorSession session, String path, Read<T> read) implements ReadableZnode<T> {
    private static final Logger LOG = LoggerFactory.getLogger(BlockingReadableZnode.class);

    /** A read that blocks. One that throws {@link MalformedZnode} has told the operator. */
    @FunctionalInterface
    interface Read<T> {
        Optional<T> make() throws MalformedZnode, ZooKeeperUnavailable;
    }

    @Override
    public void read(Consumer<ZnodeReading<T>> then) {
        then.accept(reading());
    }

    private ZnodeReading<T> reading() {
        try {
            Optional<T> content = read.make();
            // Curator repeats a call in another session, perhaps at a server that lags behind.
            return session.hasCaughtUp() ? ZnodeReading.of(content) : ZnodeReading.noAnswer();
        } catch (MalformedZnode e) {
            LOG.debug("the last known content of a malformed znode holds", e);
            return ZnodeReading.notUnderstood();
        } catch (ZooKeeperUnavailable e) {
            LOG.debug("{} cannot be read now", path, e);
            return ZnodeReading.noAnswer();
        }
    }
}
