package io.catena.server.coordination.session;

import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.registration.SessionPort;
import io.catena.server.threads.LastResort;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The session that Curator keeps. Calls block until the outcome is known. For one thread. */
final class CuratorSession implements SessionPort {
    private static final Logger LOG = LoggerFactory.getLogger(CuratorSession.class);

    private final Cluster cluster;
    private final Consumer<String> changed;
    private final Watcher watcher =
            event -> LastResort.guarded(() -> seen(event)).run();
    private final ForgottenConnection forgotten;
    private OptionalLong caughtUp = OptionalLong.empty();
    /** The session in which {@link #watched} are watched. */
    private OptionalLong watchedIn = OptionalLong.empty();

    private final Set<String> watched = new HashSet<>();

    /** @param changed takes the path of each watched znode that may have changed, on ZooKeeper's thread */
    CuratorSession(Cluster cluster, Consumer<String> changed) {
        this.cluster = cluster;
        this.changed = changed;
        this.forgotten = new ForgottenConnection(
                () -> cluster.calls().isServed(), () -> cluster.calls().connectAnew());
    }

    private void seen(WatchedEvent event) {
        if (event.getPath() != null) {
            changed.accept(event.getPath());
        }
    }

    @Override
    public void connectionChanged(boolean connected) {
        if (connected) {
            forgotten.isKnown();
        }
    }

    @Override
    public void isAway() {
        forgotten.look(System.nanoTime());
    }

    @Override
    public void catchUp(Consumer<OptionalLong> then) {
        caughtUp = OptionalLong.empty();
        try {
            cluster.calls().catchUp(cluster.znodes().root());
            caughtUp = present();
        } catch (ZooKeeperUnavailable e) {
            LOG.debug("ZooKeeper does not answer; trying again", e);
        }
        then.accept(caughtUp);
    }

    /** Whether the present session is the one that has caught up last. */
    boolean hasCaughtUp() throws ZooKeeperUnavailable {
        return caughtUp.isPresent() && caughtUp.equals(present());
    }

    /** A client that has never been connected has session 0. */
    private OptionalLong present() throws ZooKeeperUnavailable {
        long session = cluster.calls().sessionId();
        return session == 0 ? OptionalLong.empty() : OptionalLong.of(session);
    }

    @Override
    public void watch(List<String> paths, Consumer<Boolean> done) {
        boolean certain = false;
        try {
            watch(paths);
            certain = true;
        } catch (ZooKeeperUnavailable e) {
            LOG.debug("ZooKeeper does not answer; trying again", e);
        }
        done.accept(certain);
    }

    /** Only what is not watched yet costs a call: a node may carry many chains, and begins to carry one more. */
    private void watch(List<String> paths) throws ZooKeeperUnavailable {
        if (!watchedIn.equals(caughtUp)) {
            watchedIn = caughtUp;
            watched.clear();
        }
        Set<String> wanted = new HashSet<>(paths);
        for (String path : List.copyOf(watched)) {
            if (!wanted.contains(path)) {
                cluster.calls().unwatch(path, watcher);
                watched.remove(path);
            }
        }
        for (String path : wanted) {
            if (!watched.contains(path)) {
                cluster.calls().watch(path, AddWatchMode.PERSISTENT, watcher);
                watched.add(path);
            }
        }
    }
}
