package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.decision.Recovery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The ensemble: writes are linearizable, reads may come from a server that lags behind. Sessions end when their owner has
 * not been heard for the session timeout, measured here and nowhere else.
 */
final class SimulatedZooKeeper {
    private static final long MOST_LAG_NANOS = Timeline.millis(2_000);

    private final World world;
    private final ArrayDeque<Version> history = new ArrayDeque<>();
    private final SortedMap<Long, Long> heardNanos = new TreeMap<>();
    private final List<ZooKeeperClient> clients = new ArrayList<>();
    private ZooKeeperState newest;
    private boolean isLost;
    /** What was there before each configuration. */
    private final List<ZooKeeperState> past = new ArrayList<>();

    private long lastSession;
    private boolean out;
    private boolean healed;

    private record Version(long atNanos, ZooKeeperState zooKeeperState) {}

    SimulatedZooKeeper(World world) {
        this.world = world;
        newest = ZooKeeperState.EMPTY.withSettings(world.options().shared());
        history.addLast(new Version(0, newest));
    }

    void start() {
        world.timeline().after(world.options().sessionTimeoutNanos() / 8, this::expireSilent);
    }

    ZooKeeperState newest() {
        return newest;
    }

    boolean isOut() {
        return out;
    }

    void outageBegins() {
        out = true;
    }

    /** How likely a connection is lost with each call. */
    double loss() {
        return healed ? 0 : world.options().zooKeeperLoss();
    }

    /** From now on it is there, and nobody loses the connection to it for no reason. */
    void heal() {
        healed = true;
        outageEnds();
    }

    /** A new leader gives every session its whole time again. */
    void outageEnds() {
        out = false;
        heardNanos.replaceAll((session, heard) -> world.timeline().nowNanos());
    }

    void addClient(ZooKeeperClient client) {
        clients.add(client);
    }

    void removeClient(ZooKeeperClient client) {
        clients.remove(client);
    }

    // --------------------------------------------------------------------------------------------- sessions

    long openSession() {
        lastSession++;
        heardNanos.put(lastSession, world.timeline().nowNanos());
        return lastSession;
    }

    boolean isAlive(long session) {
        return heardNanos.containsKey(session);
    }

    void heard(long session) {
        heardNanos.replace(session, world.timeline().nowNanos());
    }

    void endSession(long session) {
        if (heardNanos.remove(session) != null) {
            world.trace().line("zk", "session %d ends", session);
            commit(newest.withoutSession(session));
        }
    }

    void endAllSessions() {
        List.copyOf(heardNanos.keySet()).forEach(this::endSession);
    }

    /** The controller's candidacy ends, if there is one; its session does not. */
    void deposeController() {
        if (!newest.latch().isEmpty()) {
            world.count("controller deposed");
            long session = newest.latch().get(newest.latch().firstKey()).session();
            write(zooKeeperState -> zooKeeperState.withoutCandidate(session));
        }
    }

    /** An operator changes the settings of the cluster. Its format never falls. */
    void changeSettings(SharedSettings wanted) {
        world.count("settings changed");
        world.trace().line("zk", "the cluster is to have %s", wanted);
        SharedSettings kept =
                wanted.withFormat(Math.max(wanted.format(), newest.settings().format()));
        write(zooKeeperState -> zooKeeperState.withSettings(kept));
    }

    private void expireSilent() {
        long now = world.timeline().nowNanos();
        if (!out) {
            List<Long> silent = new ArrayList<>();
            for (Map.Entry<Long, Long> session : heardNanos.entrySet()) {
                if (now - session.getValue() > world.options().sessionTimeoutNanos()) {
                    silent.add(session.getKey());
                }
            }
            silent.forEach(this::endSession);
        }
        world.timeline().after(world.options().sessionTimeoutNanos() / 8, this::expireSilent);
    }

    // --------------------------------------------------------------------------------------------- disasters

    /**
     * Everything is gone, or is as it was at some earlier moment; no session is known any more. The settings are there, as
     * nodes make them anew from the configuration that the operator writes.
     */
    void lose() {
        boolean all = past.isEmpty() || world.seededRandom().chance(0.5);
        world.trace().line("zk", all ? "has lost everything" : "is restored from an old copy");
        restore(
                all
                        ? ZooKeeperState.EMPTY.withSettings(newest.settings())
                        : world.seededRandom().pick(past));
        isLost = true;
    }

    /** Whether it has lost what it held, and nobody has put anything in its place: what it shows is not the truth. */
    boolean isLost() {
        return isLost;
    }

    /** Holds what it held once, but for what belonged to sessions. */
    void restore(ZooKeeperState copy) {
        isLost = false;
        heardNanos.clear();
        history.clear();
        commit(copy.withoutSessions(newest.zxid() + 1));
    }

    /** What an operator writes. Every server shows it at once: whoever saw what was there before would halt, which is right. */
    void force(Recovery.Forced forced) {
        isLost = false;
        history.clear();
        commit(newest.withConfiguration(forced.configuration()).withActivated(forced.activated(), 0));
    }

    // --------------------------------------------------------------------------------------------- content

    /** Returns what the change made of the content, or null if its condition did not hold. */
    ZooKeeperState write(UnaryOperator<ZooKeeperState> change) {
        ZooKeeperState next = change.apply(newest);
        if (next == null) {
            return null;
        }
        Configuration published = next.configuration();
        if (published != newest.configuration()) {
            world.invariants().membership().onPublication(newest, published);
            past.add(newest);
        }
        if (next.activated() != newest.activated()) {
            world.invariants().membership().onActivation(next.activated());
        }
        if (next.committed() != newest.committed()) {
            world.invariants().membership().onNoted(next);
        }
        commit(next);
        return next;
    }

    private void commit(ZooKeeperState next) {
        newest = next;
        long now = world.timeline().nowNanos();
        history.addLast(new Version(now, next));
        while (history.size() > 1 && second().atNanos < now - MOST_LAG_NANOS) {
            history.removeFirst();
        }
        for (ZooKeeperClient client : clients) {
            client.changed();
        }
    }

    private Version second() {
        Iterator<Version> versions = history.iterator();
        versions.next();
        return versions.next();
    }

    /** What a server shows that lags so far behind, but never less than the reader has seen. */
    ZooKeeperState read(long lagNanos, long seenZxid) {
        long at = world.timeline().nowNanos() - Math.min(lagNanos, MOST_LAG_NANOS);
        for (Iterator<Version> back = history.descendingIterator(); back.hasNext(); ) {
            Version version = back.next();
            if (version.atNanos <= at) {
                return version.zooKeeperState.zxid() >= seenZxid ? version.zooKeeperState : atLeast(seenZxid);
            }
        }
        return atLeast(seenZxid);
    }

    private ZooKeeperState atLeast(long zxid) {
        for (Version version : history) {
            if (version.zooKeeperState.zxid() >= zxid) {
                return version.zooKeeperState;
            }
        }
        return newest;
    }
}
