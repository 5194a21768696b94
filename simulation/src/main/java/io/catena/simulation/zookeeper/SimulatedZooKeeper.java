package io.catena.simulation.zookeeper;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.decision.Recovery;
import io.catena.server.placement.Departures;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * The ensemble: writes are linearizable, reads may come from a server that lags behind. Sessions end when their owner has
 * not been heard for the session timeout, measured here and nowhere else.
 */
public final class SimulatedZooKeeper {
    private static final long MOST_LAG_NANOS = Timeline.millis(2_000);

    private final SimulatedRun run;
    private final IntFunction<? extends Judge> judges;
    private final ArrayDeque<Version> history = new ArrayDeque<>();
    private final SortedMap<Long, Long> heardNanos = new TreeMap<>();
    private final List<ZooKeeperClient> clients = new ArrayList<>();
    private ZooKeeperState newest;
    /** The chains of which it has lost what it held, as long as no operator has put anything in its place. */
    private final Set<Integer> lost = new TreeSet<>();

    /** What was there before each configuration. */
    private final List<ZooKeeperState> past = new ArrayList<>();

    private long lastSession;
    private boolean out;
    private boolean healed;
    /** No server lags behind for longer than this, and no watch takes longer on average. */
    private long longestNewsNanos = Long.MAX_VALUE;

    /** Judges what is written of one chain, when everything else is as it was before. */
    public interface Judge {
        /** A replica registers, or is no longer registered. */
        void onRegistration(ChainState now);

        void onPublication(ChainState before, Configuration next);

        void onActivation(Configuration activated);

        /** The chain is to be on these nodes from now on. */
        void onPlacement(List<String> line);

        /** How far the chain has come at least is another than before. */
        void onNoted(ChainState now);
    }

    private record Version(long atNanos, ZooKeeperState zooKeeperState) {}

    /** @param judges by chain */
    public SimulatedZooKeeper(SimulatedRun run, SharedSettings settings, IntFunction<? extends Judge> judges) {
        this.run = run;
        this.judges = judges;
        newest = ZooKeeperState.empty(run.chains(), settings);
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

    /** No node is drained any more. */
    public void endDrains() {
        Departures said = newest.placement().departures();
        if (!said.drained().isEmpty()) {
            write(zooKeeperState ->
                    zooKeeperState.withDepartures(new Departures(new TreeSet<>(), said.gone(), said.awayMillis())));
        }
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
                        ? ZooKeeperState.empty(run.chains(), newest.settings())
                        : run.seededRandom().pick(past));
        for (int chain = 1; chain <= run.chains(); chain++) {
            lost.add(chain);
        }
    }

    /**
     * Whether it has lost what it held of a chain, and no operator has put anything in its place: what it shows is not the
     * truth.
     */
    public boolean isLost(int chain) {
        return lost.contains(chain);
    }

    /** Holds what it held once, but for what belonged to sessions. */
    public void restore(ZooKeeperState copy) {
        lost.clear();
        heardNanos.clear();
        history.clear();
        commit(copy.withoutSessions(newest.zxid() + 1));
    }

    /** What an operator writes. Every server shows it at once: a node that saw what was there before would halt, which is right. */
    public void force(Recovery.Forced forced) {
        lost.remove(forced.configuration().chain());
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
        for (int chain = 1; chain <= run.chains(); chain++) {
            if (next.placement() != newest.placement()) {
                judges.apply(chain)
                        .onPlacement(next.placement().published().placement().line(chain));
            }
            judge(judges.apply(chain), newest.chain(chain), next.chain(chain));
        }
        commit(next);
        return next;
    }

    private void judge(Judge judge, ChainState before, ChainState next) {
        if (!next.replicas().equals(before.replicas())) {
            judge.onRegistration(next);
        }
        if (next.configuration() != before.configuration()) {
            judge.onPublication(before, next.configuration());
            past.add(newest);
        }
        if (next.activated() != before.activated()) {
            judge.onActivation(next.activated());
        }
        if (next.committed() != before.committed()) {
            judge.onNoted(next);
        }
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
