package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.SharedSettings;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that ZooKeeper holds, at one moment. Immutable.
 *
 * @param zxid rises with each change
 * @param version of the configuration's znode; -1 if there is none
 * @param committed how far the chain has come at least
 * @param registrations by node id
 * @param reports by node id
 * @param latch the candidates' sessions, in the order in which they stand
 * @param term the newest controller's
 * @param settings what the cluster is to have
 */
record Znodes(
        long zxid,
        Configuration configuration,
        int version,
        Configuration activated,
        long committed,
        SortedMap<String, Registered> registrations,
        SortedMap<String, Reported> reports,
        SortedMap<Long, Long> latch,
        int term,
        SharedSettings settings) {

    /** An ephemeral registration, and when it was created. */
    record Registered(Member member, long session, long createdZxid) {}

    /** An ephemeral report. */
    record Reported(ReplicaReport report, long session) {}

    static final Znodes EMPTY = new Znodes(
            0, null, -1, null, 0, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), 0, SharedSettings.STANDARD);

    Znodes {
        registrations = Collections.unmodifiableSortedMap(registrations);
        reports = Collections.unmodifiableSortedMap(reports);
        latch = Collections.unmodifiableSortedMap(latch);
    }

    Znodes withConfiguration(Configuration next) {
        return new Znodes(
                zxid + 1, next, version + 1, activated, committed, registrations, reports, latch, term, settings);
    }

    Znodes withActivated(Configuration next, long nowCommitted) {
        return new Znodes(
                zxid + 1, configuration, version, next, nowCommitted, registrations, reports, latch, term, settings);
    }

    Znodes withSettings(SharedSettings wanted) {
        return new Znodes(
                zxid + 1, configuration, version, activated, committed, registrations, reports, latch, term, wanted);
    }

    Znodes withNextTerm() {
        return new Znodes(
                zxid + 1,
                configuration,
                version,
                activated,
                committed,
                registrations,
                reports,
                latch,
                term + 1,
                settings);
    }

    Znodes withRegistration(Member member, long session) {
        SortedMap<String, Registered> next = new TreeMap<>(registrations);
        next.put(member.nodeId(), new Registered(member, session, zxid + 1));
        return new Znodes(zxid + 1, configuration, version, activated, committed, next, reports, latch, term, settings);
    }

    Znodes withoutRegistration(String nodeId) {
        SortedMap<String, Registered> next = new TreeMap<>(registrations);
        next.remove(nodeId);
        return new Znodes(zxid + 1, configuration, version, activated, committed, next, reports, latch, term, settings);
    }

    Znodes withReport(String nodeId, ReplicaReport report, long session) {
        SortedMap<String, Reported> next = new TreeMap<>(reports);
        next.put(nodeId, new Reported(report, session));
        return new Znodes(
                zxid + 1, configuration, version, activated, committed, registrations, next, latch, term, settings);
    }

    Znodes withCandidate(long session) {
        SortedMap<Long, Long> next = new TreeMap<>(latch);
        next.put(zxid + 1, session);
        return new Znodes(
                zxid + 1, configuration, version, activated, committed, registrations, reports, next, term, settings);
    }

    Znodes withoutCandidate(long session) {
        SortedMap<Long, Long> next = new TreeMap<>(latch);
        next.values().removeIf(candidate -> candidate == session);
        return new Znodes(
                zxid + 1, configuration, version, activated, committed, registrations, reports, next, term, settings);
    }

    /** Nothing that is ephemeral. */
    Znodes withoutSessions(long nextZxid) {
        return new Znodes(
                nextZxid,
                configuration,
                version,
                activated,
                committed,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                term,
                settings);
    }

    /** The session is over: its ephemeral znodes go. */
    Znodes withoutSession(long session) {
        SortedMap<String, Registered> nodes = new TreeMap<>(registrations);
        nodes.values().removeIf(registered -> registered.session() == session);
        SortedMap<String, Reported> stated = new TreeMap<>(reports);
        stated.values().removeIf(reported -> reported.session() == session);
        SortedMap<Long, Long> standing = new TreeMap<>(latch);
        standing.values().removeIf(candidate -> candidate == session);
        return new Znodes(
                zxid + 1, configuration, version, activated, committed, nodes, stated, standing, term, settings);
    }

    boolean isStanding(long session) {
        return latch.containsValue(session);
    }

    boolean isLeader(long session) {
        return !latch.isEmpty() && latch.get(latch.firstKey()) == session;
    }

    /** Who is registered in the session that leads the election; null if nobody is or nobody leads. */
    Member leader() {
        long session = latch.isEmpty() ? 0 : latch.get(latch.firstKey());
        return registrations.values().stream()
                .filter(registered -> registered.session() == session)
                .map(Registered::member)
                .findFirst()
                .orElse(null);
    }

    boolean isRegistered(Member member, long session) {
        Registered there = registrations.get(member.nodeId());
        return there != null && there.session() == session && there.member().equals(member);
    }
}
