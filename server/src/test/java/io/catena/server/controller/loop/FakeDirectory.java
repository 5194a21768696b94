package io.catena.server.controller.loop;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.decision.Carriers;
import io.catena.server.controller.decision.ControllerScene;
import io.catena.server.controller.decision.Health;
import io.catena.server.controller.decision.Observation;
import io.catena.server.coordination.controller.ChainDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Membership in memory, with the same conditions on writes as in ZooKeeper. */
final class FakeDirectory implements ChainDirectory {
    private Configuration current;
    private int version = -1;
    private Configuration activated;
    private final List<Member> registrations = new ArrayList<>();
    private final Map<String, ReplicaReport> reports = new TreeMap<>();
    private final Map<String, Health> health = new TreeMap<>();
    private final Map<String, FormatRange> formats = new TreeMap<>();
    private Carriers carriers = Carriers.EVERY_NODE;
    private String note = "";
    private SharedSettings settings = SharedSettings.STANDARD;
    private int newestTerm = 1;
    private boolean away;
    private boolean unreadable;
    private boolean takesNothing;
    private boolean losesNextAnswer;
    private Runnable beforeNextWrite = () -> {};
    private int reads;
    private long session = 1;

    synchronized FakeDirectory holds(Configuration configuration) {
        current = ControllerScene.with(configuration, settings, settings.leaseMillis());
        version++;
        activated = current;
        return this;
    }

    /** What the cluster is to have. */
    synchronized FakeDirectory wants(SharedSettings wanted) {
        settings = wanted;
        return this;
    }

    /** The chain is to be on these nodes alone, in this order. Their programs know these formats. */
    synchronized void places(FormatRange known, String... nodeIds) {
        carriers = new Carriers(List.of(nodeIds), nodeIds.length, Set.of());
        formats.clear();
        List.of(nodeIds).forEach(node -> formats.put(node, known));
    }

    /** The newest epoch takes full effect. */
    synchronized void activates() {
        activated = current;
    }

    synchronized FakeDirectory register(String words) {
        for (Member life : ControllerScene.lives(words)) {
            registrations.removeIf(m -> m.nodeId().equals(life.nodeId()));
            registrations.add(life);
            reports.putIfAbsent(life.nodeId(), ControllerScene.report(life));
        }
        return this;
    }

    /** All sessions end. That of the controller is replaced at once. */
    synchronized void endSessions() {
        registrations.clear();
        session++;
    }

    synchronized void expire(String nodeId) {
        registrations.removeIf(m -> m.nodeId().equals(nodeId));
    }

    synchronized void report(String nodeId, ReplicaReport report) {
        reports.put(nodeId, report);
    }

    synchronized void health(String nodeId, Health now) {
        health.put(nodeId, now);
    }

    synchronized void away(boolean isAway) {
        away = isAway;
    }

    synchronized void unreadable(boolean isUnreadable) {
        unreadable = isUnreadable;
    }

    /** No node could read what is to be published. */
    synchronized void takesNothing() {
        takesNothing = true;
    }

    /** The next write is carried out, but its answer never arrives. */
    synchronized void loseNextAnswer() {
        losesNextAnswer = true;
    }

    synchronized void beforeNextWrite(Runnable action) {
        beforeNextWrite = action;
    }

    synchronized void beginTerm(int term) {
        newestTerm = term;
    }

    synchronized Configuration current() {
        return current;
    }

    synchronized boolean isRegisteredAndUnsuspected(Member member) {
        return registrations.stream().anyMatch(member::is)
                && reports.values().stream().noneMatch(r -> r.suspects().contains(member.nodeId()));
    }

    synchronized String note() {
        return note;
    }

    synchronized int reads() {
        return reads;
    }

    @Override
    public synchronized Directory.Reading.Found read() throws UnavailableException, UnreadableException {
        reads++;
        requireThere();
        if (unreadable) {
            throw new UnreadableException("the configuration cannot be read", null);
        }
        return new Directory.Reading.Found(
                new Observation(
                        current,
                        version,
                        activated,
                        0,
                        registrations,
                        reports,
                        health,
                        settings,
                        formats,
                        note,
                        carriers),
                session);
    }

    @Override
    public synchronized Outcome publish(int term, Observation seen, Configuration next)
            throws UnavailableException, UnreadableException {
        if (takesNothing) {
            throw new UnreadableException("it is too large", null);
        }
        Outcome outcome = outcome(term);
        if (outcome == Outcome.DONE && seen.version() != version) {
            return Outcome.OVERTAKEN;
        }
        if (outcome == Outcome.DONE) {
            current = next;
            version++;
        }
        answer();
        return outcome;
    }

    @Override
    public synchronized Outcome explain(int term, String sentence) throws UnavailableException {
        Outcome outcome = outcome(term);
        note = outcome == Outcome.DONE ? sentence : note;
        answer();
        return outcome;
    }

    private Outcome outcome(int term) throws UnavailableException {
        Runnable action = beforeNextWrite;
        beforeNextWrite = () -> {};
        action.run();
        requireThere();
        return term == newestTerm ? Outcome.DONE : Outcome.DEPOSED;
    }

    private void answer() throws UnavailableException {
        if (losesNextAnswer) {
            losesNextAnswer = false;
            throw new UnavailableException("connection lost", null);
        }
    }

    private void requireThere() throws UnavailableException {
        if (away) {
            throw new UnavailableException("away", null);
        }
    }
}
