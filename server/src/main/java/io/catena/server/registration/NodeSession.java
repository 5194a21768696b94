package io.catena.server.registration;

import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.runtime.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A node's presence in ZooKeeper over all sessions: keeps the node registered, and with it the replicas of its chains
 * ({@link ChainSession}), and tells the listeners what changes. Watches and connection events are only hints, since
 * they may stand for several changes or for a gap.
 *
 * <p>After each reconnect everything is read again. Watches end with their session; in a new one they are set before
 * anything is read. In a new session everything is registered again; a life only if it still has its place: see {@link
 * ChainListener#newLifeNeeded}.
 */
public final class NodeSession {
    private final RegisteredNode self;
    private final Ports ports;
    private final Scheduler scheduler;
    private final NodeListener listener;
    private final Consumer<RuntimeException> failed;
    private final NodeRegistration registration;
    private final SessionLoop loop;
    private final FollowedZnodes followed;
    private final List<ChainSession> chains = new CopyOnWriteArrayList<>();
    /** The session in which the watches were set; empty before the first. */
    private OptionalLong watchedSession = OptionalLong.empty();
    /** Whether other paths are to be watched than those that are. */
    private boolean otherPaths;

    /**
     * What the session needs.
     *
     * @param node where the node is registered
     * @param probe asks whether another process of this node is there; used only if one is registered
     * @param probeMillis how long to wait for the probe
     */
    public record Ports(
            SessionPort session,
            EphemeralZnode<RegisteredNode> node,
            Function<RegisteredNode, CompletableFuture<ProbeAnswer>> probe,
            long probeMillis) {}

    /**
     * Prepares a node's presence; nothing happens before {@link #connection}.
     *
     * @param failed is told of an unexpected exception; what it held up is tried again
     */
    public NodeSession(
            RegisteredNode self,
            Ports ports,
            Scheduler scheduler,
            NodeListener listener,
            Consumer<RuntimeException> failed) {
        this.self = self;
        this.ports = ports;
        this.scheduler = scheduler;
        this.listener = listener;
        this.failed = failed;
        this.registration = new NodeRegistration(
                self, ports.node(), ports.probe(), ports.probeMillis(), scheduler, new Registered(), failed);
        this.loop = new SessionLoop(new Steps(), registration, scheduler, failed);
        this.followed = new FollowedZnodes(loop);
    }

    /** Adds a chain of which the node has a replica. Any thread. */
    public ChainSession chain(ChainSession.Ports chain, ChainListener chainListener) {
        ChainSession session = new ChainSession(chain, self, registration, followed, scheduler, chainListener, failed);
        scheduler.execute(() -> {
            session.follow();
            chains.add(session);
            pathsChange();
        });
        return session;
    }

    /** The node has no replica of the chain any more, and nothing of it is registered. Any thread. */
    public void remove(ChainSession chain) {
        scheduler.execute(() -> {
            chains.remove(chain);
            chain.leave();
            pathsChange();
        });
    }

    /** On the scheduler. Before there is a session, all paths are watched when it comes. */
    private void pathsChange() {
        otherPaths = true;
        if (loop.isConnected()) {
            loop.hint();
        }
    }

    /**
     * Follows one more znode. To be called before {@link #connection}.
     *
     * @param found takes what it holds whenever it may have changed, on the scheduler
     */
    public <T> void follow(ReadableZnode<T> znode, Consumer<Optional<T>> found) {
        scheduler.execute(() -> followed.add(znode, found));
    }

    /** Registers the node as soon as there is a connection, and keeps it registered. Any thread. */
    public void register() {
        registration.begin();
    }

    /** The connection to ZooKeeper has come, perhaps with another session, or gone. Any thread. */
    public void connection(boolean now) {
        loop.connection(now);
    }

    /** What is at the path may have changed. Any thread. */
    public void changed(String path) {
        if (path.equals(ports.node().path())) {
            registration.doubt();
        }
        followed.changed(path);
        chains.forEach(chain -> chain.changed(path));
        loop.hint();
    }

    /** Whether there is a connection to ZooKeeper, as far as this node knows. Any thread. */
    public boolean isConnected() {
        return loop.isConnected();
    }

    /** What keeps the node from being registered. Any thread. */
    public NodeRegistration.Hindrance hindrance() {
        return registration.hindrance();
    }

    /**
     * Stops, and deletes the node's registration if there is a connection, so that other nodes need not wait for the
     * end of the session. Called by the scheduler's tasks, or after their end.
     */
    public void end() {
        loop.close();
        chains.forEach(ChainSession::end);
        if (loop.isConnected()) {
            registration.end();
        }
    }

    /** Passes on the outcome of the registration. */
    private final class Registered implements NodeRegistration.Listener {
        @Override
        public void registered(boolean anew) {
            listener.registered(anew);
            chains.forEach(chain -> chain.nodeIsRegistered(anew));
        }

        @Override
        public void nodeIdTaken(String why) {
            listener.nodeIdTaken(why);
        }
    }

    /** The steps of the loop. */
    private final class Steps implements SessionLoop.Port {
        @Override
        public void connectionChanged(boolean connected) {
            ports.session().connectionChanged(connected);
            listener.connectionChanged(connected);
        }

        @Override
        public void isAway() {
            ports.session().isAway();
        }

        @Override
        public void prepare(Consumer<Boolean> done) {
            ports.session().catchUp(loop.on(session -> caughtUp(session, done)));
        }

        private void caughtUp(OptionalLong session, Consumer<Boolean> done) {
            followed.allMayHaveChanged();
            if (session.isEmpty() || session.equals(watchedSession)) {
                done.accept(session.isPresent());
            } else {
                watch(certainly -> watched(certainly, session, done));
            }
        }

        private void watched(boolean certainly, OptionalLong session, Consumer<Boolean> done) {
            if (certainly && watchedSession.isPresent()) {
                listener.sessionReplaced();
            }
            if (certainly) {
                watchedSession = session;
            }
            done.accept(certainly);
        }

        @Override
        public void readNews(Consumer<Boolean> done) {
            if (!otherPaths) {
                followed.read(done);
                return;
            }
            watch(certainly -> {
                if (certainly) {
                    followed.read(done);
                } else {
                    otherPaths = true;
                    done.accept(false);
                }
            });
        }

        /** What comes to be followed meanwhile is watched the next time. */
        private void watch(Consumer<Boolean> done) {
            otherPaths = false;
            List<String> paths = paths();
            ports.session().watch(paths, loop.on(certainly -> {
                if (certainly) {
                    followed.areWatched(paths);
                }
                done.accept(certainly);
            }));
        }
    }

    private List<String> paths() {
        List<String> paths = new ArrayList<>(followed.paths());
        paths.add(ports.node().path());
        chains.forEach(chain -> paths.add(chain.registrationPath()));
        return paths;
    }
}
