package io.catena.simulation.zookeeper;

import io.catena.simulation.run.RunningProcess;
import io.catena.simulation.run.SimulatedRun;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One process's connection to ZooKeeper. Calls come back through the process, so that a process that stands still hears
 * nothing and a dead one never. A call whose connection breaks may have been carried out or not.
 */
public final class ZooKeeperClient {
    /** Hears what happens to the connection. */
    public interface Listener {
        /** Something has changed. */
        void changed();

        /** What is at a path that this session watches has changed. */
        void changed(String path);

        /** The connection is away. */
        void disconnected();

        /**
         * The connection was away and is back; the session may be another. Answers to reads over it may come earlier:
         * Curator tells of a connection on a thread of its own.
         */
        void reconnected();
    }

    /** The process that it belongs to. */
    public interface Owner extends RunningProcess {
        boolean isCutFromZooKeeper();
    }

    private final SimulatedRun run;
    private final SimulatedZooKeeper zooKeeper;
    private final Owner owner;
    private final SimulatedWatches watches = new SimulatedWatches();
    /** Null until the process starts. */
    private Listener listener;

    private long session;
    private long seenZxid;
    private long drawnLagNanos;
    private boolean connected;
    /** When the last hint comes or came. */
    private long hintNanos;

    public ZooKeeperClient(SimulatedRun run, SimulatedZooKeeper zooKeeper, Owner owner) {
        this.run = run;
        this.zooKeeper = zooKeeper;
        this.owner = owner;
    }

    public void start(Listener hears) {
        listener = hears;
        zooKeeper.addClient(this);
        beat();
    }

    /** The process is gone, cleanly or not. */
    public void stop() {
        zooKeeper.removeClient(this);
    }

    public void closeSession() {
        zooKeeper.endSession(session);
    }

    long session() {
        return session;
    }

    public boolean isConnected() {
        return connected;
    }

    private boolean reachable() {
        return !zooKeeper.isOut()
                && !owner.isCutFromZooKeeper()
                && !run.seededRandom().chance(zooKeeper.loss());
    }

    private void beat() {
        if (!reachable()) {
            disconnect();
        } else if (zooKeeper.isAlive(session)) {
            zooKeeper.heard(session);
            connect();
        } else {
            session = zooKeeper.openSession();
            watches.clear();
            run.trace().line(owner.name(), "has ZooKeeper session %d", session);
            disconnect();
            connect();
        }
        owner.post(run.options().sessionTimeoutNanos() / 4, this::beat);
    }

    private void disconnect() {
        if (connected) {
            connected = false;
            listener.disconnected();
        }
    }

    private void connect() {
        if (connected) {
            return;
        }
        connected = true;
        drawnLagNanos = run.seededRandom().chance(run.options().zooKeeperLagChance())
                ? run.seededRandom().exponential(run.options().zooKeeperLagNanos())
                : 0;
        owner.post(delay(), listener::reconnected);
        hintNanos = 0;
        changed();
    }

    /**
     * A watch fires, unless the connection is away; several changes may come as one. Never before the server that serves
     * this client shows the change.
     */
    void changed() {
        long shownNanos = run.timeline().nowNanos() + lagNanos();
        if (!connected || hintNanos > shownNanos) {
            return;
        }
        long wait = lagNanos() + delay() + run.seededRandom().exponential(zooKeeper.watchDelayNanos());
        hintNanos = run.timeline().nowNanos() + wait;
        owner.post(wait, () -> {
            if (connected) {
                listener.changed();
                watches.fired(shown()).forEach(listener::changed);
            }
        });
    }

    /** What the server shows that serves this process, from now on at least. */
    private ZooKeeperState shown() {
        ZooKeeperState state = zooKeeper.read(lagNanos(), seenZxid);
        seenZxid = Math.max(seenZxid, state.zxid());
        return state;
    }

    /**
     * Watches these paths, and no others, as long as the session lasts.
     *
     * @param done whether that is certain
     */
    void watch(List<String> paths, Consumer<Boolean> done) {
        long asked = session;
        run.timeline().after(delay(), () -> {
            if (!serves(asked)) {
                fail(() -> done.accept(false));
                return;
            }
            watches.set(paths, shown());
            owner.post(delay(), () -> done.accept(true));
        });
    }

    private long lagNanos() {
        return zooKeeper.lagNanos(drawnLagNanos);
    }

    private long delay() {
        return run.seededRandom().exponential(run.options().zooKeeperDelayNanos()) + 1;
    }

    /**
     * What is read after this, by this process, is not older than now: ZooKeeper keeps a session's order, so that no
     * process has to wait for an answer.
     */
    public void catchUp() {
        seenZxid = Math.max(seenZxid, zooKeeper.newest().zxid());
    }

    public void read(Consumer<ZooKeeperState> found, Runnable unavailable) {
        long asked = session;
        run.timeline().after(delay(), () -> {
            if (!serves(asked)) {
                fail(unavailable);
                return;
            }
            ZooKeeperState zooKeeperState = zooKeeper.read(lagNanos(), seenZxid);
            owner.post(delay(), () -> {
                seenZxid = Math.max(seenZxid, zooKeeperState.zxid());
                found.accept(zooKeeperState);
            });
        });
    }

    /** A transaction: the change returns null if its condition does not hold, and then nothing happens. */
    public void write(UnaryOperator<ZooKeeperState> change, Consumer<Boolean> done, Runnable unavailable) {
        long asked = session;
        run.timeline().after(delay(), () -> {
            if (!serves(asked)) {
                fail(unavailable);
                return;
            }
            ZooKeeperState written = zooKeeper.write(change);
            if (!reachable()) {
                fail(unavailable);
                return;
            }
            owner.post(delay(), () -> {
                seenZxid = Math.max(seenZxid, written == null ? 0 : written.zxid());
                done.accept(written != null);
            });
        });
    }

    private boolean serves(long asked) {
        return reachable() && asked == session && zooKeeper.isAlive(asked);
    }

    private void fail(Runnable unavailable) {
        if (connected && owner.isAlive()) {
            disconnect();
            run.count("ZooKeeper connection lost");
        }
        owner.post(delay(), unavailable);
    }
}
