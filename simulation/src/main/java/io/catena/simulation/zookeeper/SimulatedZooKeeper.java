package io.catena.simulation.zookeeper;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.decision.Recovery;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
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
public final class SimulatedZooKeeper {
    private static final long MOST_LAG_NANOS = Timeline.millis(2_000);

    private final SimulatedRun run;
    private final Judge judge;
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
    /** No server lags behind for longer than this, and no watch takes longer on average. */
    private long longestNewsNanos = Long.MAX_VALUE;

    /** Judges what is written, when everything else is as it was before. */
    public interface Judge {
        /** A replica registers, or is no longer registered. */
        void onRegistration(ZooKeeperState zooKeeperState);

        void onPublication(ZooKeeperState before, Configuration next);

        void onActivation(Configuration activated);

        /** How far the chain has come at least is another than before. */
        void onNoted(ZooKeeperState zooKeeperState);
    }

    private record Version(long atNanos, ZooKeeperState zooKeeperState) {}

    public SimulatedZooKeeper(SimulatedRun run, Judge judge) {
        this.run = run;
        this.judge = judge;
        newest = ZooKeeperState.EMPTY.withSettings(run.options().shared());
        history.addLast(new Version(0, newest));
    }

    public void start() {
        run.timeline().after(run.options().sessionTimeoutNanos() / 8, this::expireSilent);
    }

    public ZooKeeperState newest() {
        return newest;
    }

    public boolean isOut() {
        return out;
    }

    public void outageBegins() {
        out = true;
    }

    /** How likely a connection is lost with each call. */
    double loss() {
        return healed ? 0 : run.options().zooKeeperLoss();
    }

    /** From now on it is there, and no process loses the connection to it for no reason. */
    public void heal() {
        healed = true;
        outageEnds();
    }

    /** A new leader gives every session its whole time again. */
    public void outageEnds() {
        out = false;
        heardNanos.replaceAll((session, heard) -> run.timeline().nowNanos());
    }

    /**
     * From now on no server lags behind for longer than this, and processes hear of what a server shows within so long
     * on average.
     */
    public void hearOfChangesWithin(long nanos) {
        longestNewsNanos = nanos;
    }

    long watchDelayNanos() {
        return Math.min(run.options().watchDelayNanos(), longestNewsNanos);
    }

    /** By how much a server lags behind. */
    long lagNanos(long drawn) {
        return Math.min(drawn, longestNewsNanos);
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
        heardNanos.put(lastSession, run.timeline().nowNanos());
        return lastSession;
    }

    public boolean isAlive(long session) {
        return heardNanos.containsKey(session);
    }

    void heard(long session) {
        heardNanos.replace(session, run.timeline().nowNanos());
    }

    void endSession(long session) {
        if (heardNanos.remove(session) != null) {
            run.trace().line("zk", "session %d ends", session);
            commit(newest.withoutSession(session));
        }
    }

    public void endAllSessions() {
        List.copyOf(heardNanos.keySet()).forEach(this::endSession);
    }

    /** The controller's candidacy ends, if there is one; its session does not. */
    public void deposeController() {
        if (!newest.latch().isEmpty()) {
            run.count("controller deposed");
            long session = newest.latch().get(newest.latch().firstKey()).session();
            write(zooKeeperState -> zooKeeperState.withoutCandidate(session));
        }
    }

    /** An operator changes the settings of the cluster. Its format never falls. */
    public void changeSettings(SharedSettings wanted) {
        run.count("settings changed");
        run.trace().line("zk", "the cluster is to have %s", wanted);
        SharedSettings kept =
                wanted.withFormat(Math.max(wanted.format(), newest.settings().format()));
        write(zooKeeperState -> zooKeeperState.withSettings(kept));
    }

    private void expireSilent() {
        long now = run.timeline().nowNanos();
        if (!out) {
            List<Long> silent = new ArrayList<>();
            for (Map.Entry<Long, Long> session : heardNanos.entrySet()) {
                if (now - session.getValue() > run.options().sessionTimeoutNanos()) {
                    silent.add(session.getKey());
                }
            }
            silent.forEach(this::endSession);
        }
        run.timeline().after(run.options().sessionTimeoutNanos() / 8, this::expireSilent);
    }

    // --------------------------------------------------------------------------------------------- disasters

    /**
     * Everything is gone, or is as it was at some earlier moment; no session is known any more. The settings are there, as
     * nodes make them anew from the configuration that the operator writes.
     */
    public void lose() {
        boolean all = past.isEmpty() || run.seededRandom().chance(0.5);
        run.trace().line("zk", all ? "has lost everything" : "is restored from an old copy");
        restore(
                all
                        ? ZooKeeperState.EMPTY.withSettings(newest.settings())
                        : run.seededRandom().pick(past));
        isLost = true;
    }

    /** Whether it has lost what it held, and no operator has put anything in its place: what it shows is not the truth. */
    public boolean isLost() {
        return isLost;
    }

    /** Holds what it held once, but for what belonged to sessions. */
    public void restore(ZooKeeperState copy) {
        isLost = false;
        heardNanos.clear();
        history.clear();
        commit(copy.withoutSessions(newest.zxid() + 1));
    }

    /** What an operator writes. Every server shows it at once: a node that saw what was there before would halt, which is right. */
    public void force(Recovery.Forced forced) {
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
        if (!next.replicas().equals(newest.replicas())) {
            judge.onRegistration(next);
        }
        Configuration published = next.configuration();
        if (published != newest.configuration()) {
            judge.onPublication(newest, published);
            past.add(newest);
        }
        if (next.activated() != newest.activated()) {
            judge.onActivation(next.activated());
        }
        if (next.committed() != newest.committed()) {
            judge.onNoted(next);
        }
        commit(next);
        return next;
    }

    private void commit(ZooKeeperState next) {
        ZooKeeperState before = newest;
        newest = next;
        long now = run.timeline().nowNanos();
        history.addLast(new Version(now, next));
        while (history.size() > 1 && second().atNanos < now - MOST_LAG_NANOS) {
            history.removeFirst();
        }
        for (ZooKeeperClient client : clients) {
            client.changed(before, next);
        }
    }

    private Version second() {
        Iterator<Version> versions = history.iterator();
        versions.next();
        return versions.next();
    }

    /** What a server shows that lags so far behind, but never less than the reader has seen. */
    ZooKeeperState read(long lagNanos, long seenZxid) {
        long at = run.timeline().nowNanos() - Math.min(lagNanos, MOST_LAG_NANOS);
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
