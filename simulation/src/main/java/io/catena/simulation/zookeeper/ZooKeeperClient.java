package io.catena.simulation.zookeeper;

import io.catena.simulation.run.RunningProcess;
import io.catena.simulation.run.SimulatedRun;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
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

        /** Something of these chains has changed, and nothing else. */
        void changed(Collection<Integer> chains);

        /** Something else is said of nodes that are to carry nothing or do not come back. */
        void departuresChanged();

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
    /** The session that has caught up last. */
    private long caughtUp = -1;
    /** Rises with each connection. */
    private long connection;

    private long seenZxid;
    private long drawnLagNanos;
    private boolean connected;
    /** When the last hint comes or came. */
    private long hintNanos;
    /** What has changed and is still to be told: some chains, or more than that; with the time from which the server shows it. */
    private final TreeMap<Integer, Long> changedChains = new TreeMap<>();

    private boolean moreHasChanged;
    private long moreShownNanos;

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
            seenZxid = 0;
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
        connection++;
        owner.post(delay(), listener::reconnected);
        watches.connectionIsBack(shown(), zooKeeper.newest());
        hintNanos = 0;
        moreHasChanged();
        hint();
    }

    private void moreHasChanged() {
        moreHasChanged = true;
        moreShownNanos = shownNanos();
    }

    /** From when on the server that serves this client shows what changes at present. */
    private long shownNanos() {
        return run.timeline().nowNanos() + lagNanos();
    }

    /** One state has followed the other. */
    void changed(ZooKeeperState before, ZooKeeperState after) {
        if (connected && zooKeeper.isAlive(session)) {
            watches.changes(before, after);
            List<Integer> chains = after.chainsThatDiffer(before);
            if (after.differsInThePlacementAlone(before)) {
                fireLater(after.differsInDepartures(before));
                return;
            }
            if (chains.isEmpty() || !after.differsInChainsAlone(before)) {
                moreHasChanged();
            }
            chains.forEach(chain -> changedChains.put(chain, shownNanos()));
            hint();
        }
    }

    /**
     * Watches fire, unless the connection goes; several changes may come as one. Never before the server that serves this
     * client shows the change.
     */
    private void hint() {
        if (hintNanos > shownNanos()) {
            return;
        }
        long wait = lagNanos() + delay() + run.seededRandom().exponential(zooKeeper.watchDelayNanos());
        hintNanos = run.timeline().nowNanos() + wait;
        long mine = connection;
        owner.post(wait, () -> {
            if (connected && connection == mine) {
                tell();
                watches.fired(shown()).forEach(listener::changed);
            }
        });
    }

    /**
     * The placement has changed, of which a process hears by its own watch alone, or what is said of nodes.
     *
     * @param departures whether the latter
     */
    private void fireLater(boolean departures) {
        long mine = connection;
        owner.post(lagNanos() + delay() + run.seededRandom().exponential(zooKeeper.watchDelayNanos()), () -> {
            if (connected && connection == mine) {
                watches.fired(shown()).forEach(listener::changed);
                if (departures) {
                    listener.departuresChanged();
                }
            }
        });
    }

    /** What is told before the server shows it is told again. */
    private void tell() {
        long nowNanos = run.timeline().nowNanos();
        List<Integer> chains = List.copyOf(changedChains.keySet());
        boolean more = moreHasChanged || chains.isEmpty();
        changedChains.values().removeIf(shownNanos -> shownNanos <= nowNanos);
        moreHasChanged &= moreShownNanos > nowNanos;
        if (more) {
            listener.changed();
        } else {
            listener.changed(chains);
        }
    }

    /** What the server shows in this moment. What this process reads after it is not older. */
    private ZooKeeperState shown() {
        ZooKeeperState state = zooKeeper.read(lagNanos(), seenZxid);
        seenZxid = Math.max(seenZxid, state.zxid());
        return state;
    }

    /**
     * Watches these paths, and no others, as long as session and connection last.
     *
     * @param done whether that is certain
     */
    void watch(List<String> paths, Consumer<Boolean> done) {
        request(
                () -> {
                    watches.set(paths, shown(), zooKeeper.newest());
                    owner.post(delay(), () -> done.accept(true));
                },
                () -> done.accept(false));
    }

    /** A request on its way to the server. */
    private void request(Runnable served, Runnable unavailable) {
        long asked = session;
        run.timeline().after(delay(), () -> {
            if (serves(asked)) {
                served.run();
            } else {
                fail(unavailable);
            }
        });
    }

    private long lagNanos() {
        return zooKeeper.lagNanos(drawnLagNanos);
    }

    private long delay() {
        return run.seededRandom().exponential(run.options().zooKeeperDelayNanos()) + 1;
    }

    /**
     * What this process reads after the answer is not older than the moment of the request.
     *
     * @param then takes the number of the session; empty if there was no answer
     */
    public void catchUp(Consumer<OptionalLong> then) {
        long asked = session;
        request(
                () -> {
                    long zxid = zooKeeper.newest().zxid();
                    owner.post(delay(), () -> {
                        if (asked == session) {
                            seenZxid = Math.max(seenZxid, zxid);
                            caughtUp = asked;
                        }
                        then.accept(OptionalLong.of(asked));
                    });
                },
                () -> then.accept(OptionalLong.empty()));
    }

    /** Reads, but in no other session than the one that has caught up last. */
    void readCaughtUp(Consumer<ZooKeeperState> found, Runnable unavailable) {
        if (caughtUp == session) {
            read(found, unavailable);
        } else {
            owner.post(delay(), unavailable);
        }
    }

    public void read(Consumer<ZooKeeperState> found, Runnable unavailable) {
        request(
                () -> {
                    ZooKeeperState zooKeeperState = zooKeeper.read(lagNanos(), seenZxid);
                    owner.post(delay(), () -> {
                        seenZxid = Math.max(seenZxid, zooKeeperState.zxid());
                        found.accept(zooKeeperState);
                    });
                },
                unavailable);
    }

    /** A transaction: the change returns null if its condition does not hold, and then nothing happens. */
    public void write(UnaryOperator<ZooKeeperState> change, Consumer<Boolean> done, Runnable unavailable) {
        request(
                () -> {
                    ZooKeeperState written = zooKeeper.write(change);
                    if (!reachable()) {
                        fail(unavailable);
                        return;
                    }
                    owner.post(delay(), () -> {
                        seenZxid = Math.max(seenZxid, written == null ? 0 : written.zxid());
                        done.accept(written != null);
                    });
                },
                unavailable);
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
