package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.decision.Health;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Everything that ZooKeeper holds, at one moment. Immutable.
 *
 * @param zxid rises with each change
 * @param version of the configuration's znode; -1 if there is none
 * @param committed how far the chain has come at least
 * @param registrations by node id
 * @param reports by node id
 * @param latch the candidates, in the order in which they stand, by the moment in which they began to
 * @param term the newest controller's
 * @param settings what the cluster is to have
 * @param note what users are told; empty if nothing
 */
record ZooKeeperState(
        long zxid,
        Configuration configuration,
        int version,
        Configuration activated,
        long committed,
        SortedMap<String, Registered> registrations,
        SortedMap<String, Reported> reports,
        SortedMap<Long, Candidacy> latch,
        int term,
        SharedSettings settings,
        String note) {

    /** An ephemeral registration, and when it was created. */
    record Registered(Member member, long session, long createdZxid) {}

    /** An ephemeral place in the election. */
    record Candidacy(String node, long session) {}

    /** An ephemeral report, and how the node says that it does. */
    record Reported(ReplicaReport report, Health health, long session) {}

    static final ZooKeeperState EMPTY = new ZooKeeperState(
            0, null, -1, null, 0, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), 0, SharedSettings.STANDARD, "");

    /** What the next moment is to be like. */
    private static final class Draft {
        private Configuration configuration;
        private int version;
        private Configuration activated;
        private long committed;
        private final SortedMap<String, Registered> registrations;
        private final SortedMap<String, Reported> reports;
        private final SortedMap<Long, Candidacy> latch;
        private int term;
        private SharedSettings settings;
        private String note;

        private Draft(ZooKeeperState of) {
            configuration = of.configuration;
            version = of.version;
            activated = of.activated;
            committed = of.committed;
            registrations = new TreeMap<>(of.registrations);
            reports = new TreeMap<>(of.reports);
            latch = new TreeMap<>(of.latch);
            term = of.term;
            settings = of.settings;
            note = of.note;
        }

        private ZooKeeperState at(long zxid) {
            return new ZooKeeperState(
                    zxid,
                    configuration,
                    version,
                    activated,
                    committed,
                    Collections.unmodifiableSortedMap(registrations),
                    Collections.unmodifiableSortedMap(reports),
                    Collections.unmodifiableSortedMap(latch),
                    term,
                    settings,
                    note);
        }
    }

    private ZooKeeperState with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.at(zxid + 1);
    }

    ZooKeeperState withConfiguration(Configuration next) {
        return with(draft -> {
            draft.configuration = next;
            draft.version++;
        });
    }

    ZooKeeperState withActivated(Configuration next, long nowCommitted) {
        return with(draft -> {
            draft.activated = next;
            draft.committed = nowCommitted;
        });
    }

    ZooKeeperState withSettings(SharedSettings wanted) {
        return with(draft -> draft.settings = wanted);
    }

    ZooKeeperState withNote(String told) {
        return with(draft -> draft.note = told);
    }

    ZooKeeperState withNextTerm() {
        return with(draft -> draft.term++);
    }

    ZooKeeperState withRegistration(Member member, long session) {
        return with(draft -> draft.registrations.put(member.nodeId(), new Registered(member, session, zxid + 1)));
    }

    ZooKeeperState withReport(String nodeId, ReplicaReport report, Health health, long session) {
        return with(draft -> draft.reports.put(nodeId, new Reported(report, health, session)));
    }

    ZooKeeperState withCandidate(String node, long session) {
        return with(draft -> draft.latch.put(zxid + 1, new Candidacy(node, session)));
    }

    ZooKeeperState withoutCandidate(long session) {
        return with(draft -> draft.latch.values().removeIf(candidacy -> candidacy.session() == session));
    }

    ZooKeeperState withoutPlace(long began) {
        return with(draft -> draft.latch.remove(began));
    }

    /** Nothing that is ephemeral. */
    ZooKeeperState withoutSessions(long nextZxid) {
        Draft draft = new Draft(this);
        draft.registrations.clear();
        draft.reports.clear();
        draft.latch.clear();
        return draft.at(nextZxid);
    }

    /** The session is over: its ephemeral znodes go. */
    ZooKeeperState withoutSession(long session) {
        return with(draft -> {
            draft.registrations.values().removeIf(registered -> registered.session() == session);
            draft.reports.values().removeIf(reported -> reported.session() == session);
            draft.latch.values().removeIf(candidacy -> candidacy.session() == session);
        });
    }

    boolean isStanding(long session) {
        return latch.values().stream().anyMatch(candidacy -> candidacy.session() == session);
    }

    boolean isLeader(long session) {
        return !latch.isEmpty() && latch.get(latch.firstKey()).session() == session;
    }

    boolean isRegistered(Member member, long session) {
        Registered there = registrations.get(member.nodeId());
        return there != null && there.session() == session && there.member().equals(member);
    }
}
