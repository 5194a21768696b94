package io.catena.simulation;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One process's connection to ZooKeeper. Calls come back through the process, so that a process that stands still hears
 * nothing and a dead one never. A call whose connection breaks may have been carried out or not.
 */
final class ZooKeeperClient {
    /** Hears what happens to the connection. */
    interface Listener {
        void changed();

        /** The connection is away. */
        void disconnected();

        /**
         * The connection was away and is back; the session may be another. Answers to reads over it may come earlier:
         * Curator tells of a connection on a thread of its own.
         */
        void reconnected();
    }

    private final World world;
    private final SimulatedProcess process;
    private final Listener listener;
    private long session;
    private long seenZxid;
    private long drawnLagNanos;
    private boolean connected;
    /** When the last hint comes or came. */
    private long hintNanos;

    ZooKeeperClient(World world, SimulatedProcess process, Listener listener) {
        this.world = world;
        this.process = process;
        this.listener = listener;
    }

    void start() {
        world.zooKeeper().addClient(this);
        beat();
    }

    /** The process is gone, cleanly or not. */
    void stop() {
        world.zooKeeper().removeClient(this);
    }

    void closeSession() {
        world.zooKeeper().endSession(session);
    }

    long session() {
        return session;
    }

    boolean isConnected() {
        return connected;
    }

    private boolean reachable() {
        return !world.zooKeeper().isOut()
                && !process.machine().isCutFromZooKeeper()
                && !world.seededRandom().chance(world.zooKeeper().loss());
    }

    private void beat() {
        if (!reachable()) {
            disconnect();
        } else if (world.zooKeeper().isAlive(session)) {
            world.zooKeeper().heard(session);
            connect();
        } else {
            session = world.zooKeeper().openSession();
            world.trace().line(process.name(), "has ZooKeeper session %d", session);
            disconnect();
            connect();
        }
        process.post(world.options().sessionTimeoutNanos() / 4, this::beat);
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
        drawnLagNanos = world.seededRandom().chance(world.options().zooKeeperLagChance())
                ? world.seededRandom().exponential(world.options().zooKeeperLagNanos())
                : 0;
        process.post(delay(), listener::reconnected);
        hintNanos = 0;
        changed();
    }

    /**
     * A watch fires, unless the connection is away; several changes may come as one. Never before the server that serves
     * this client shows the change.
     */
    void changed() {
        long shownNanos = world.timeline().nowNanos() + lagNanos();
        if (!connected || hintNanos > shownNanos) {
            return;
        }
        long wait = lagNanos() + delay() + world.seededRandom().exponential(world.watchDelayNanos());
        hintNanos = world.timeline().nowNanos() + wait;
        process.post(wait, () -> {
            if (connected) {
                listener.changed();
            }
        });
    }

    private long lagNanos() {
        return world.lagNanos(drawnLagNanos);
    }

    private long delay() {
        return world.seededRandom().exponential(world.options().zooKeeperDelayNanos()) + 1;
    }

    /**
     * What is read after this, by this process, is not older than now: ZooKeeper keeps a session's order, so that nobody has
     * to wait for an answer.
     */
    void catchUp() {
        seenZxid = Math.max(seenZxid, world.zooKeeper().newest().zxid());
    }

    void read(Consumer<ZooKeeperState> found, Runnable unavailable) {
        long asked = session;
        world.timeline().after(delay(), () -> {
            if (!serves(asked)) {
                fail(unavailable);
                return;
            }
            ZooKeeperState zooKeeperState = world.zooKeeper().read(lagNanos(), seenZxid);
            process.post(delay(), () -> {
                seenZxid = Math.max(seenZxid, zooKeeperState.zxid());
                found.accept(zooKeeperState);
            });
        });
    }

    /** A transaction: the change returns null if its condition does not hold, and then nothing happens. */
    void write(UnaryOperator<ZooKeeperState> change, Consumer<Boolean> done, Runnable unavailable) {
        long asked = session;
        world.timeline().after(delay(), () -> {
            if (!serves(asked)) {
                fail(unavailable);
                return;
            }
            ZooKeeperState written = world.zooKeeper().write(change);
            if (!reachable()) {
                fail(unavailable);
                return;
            }
            process.post(delay(), () -> {
                seenZxid = Math.max(seenZxid, written == null ? 0 : written.zxid());
                done.accept(written != null);
            });
        });
    }

    private boolean serves(long asked) {
        return reachable() && asked == session && world.zooKeeper().isAlive(asked);
    }

    private void fail(Runnable unavailable) {
        if (connected && process.isAlive()) {
            disconnect();
            world.count("ZooKeeper connection lost");
        }
        process.post(delay(), unavailable);
    }
}
