package io.catena.server.controller;

import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Says who is there, from registrations and probes (design.md section 6). The registration is the last word, with two
 * exceptions: a registered member that a neighbour suspects and that the probe finds gone counts as unreachable; and a
 * member that has not registered since ZooKeeper was away counts as there while nodes get time to return, unless the
 * probe finds it gone, and afterwards for as long as the probe finds it alive.
 */
final class Presence {
    private final Probe probe;
    private final ControllerTimings timings;
    private final LongSupplier nanoTime;
    /** Ids of the nodes seen registered, in any life, since ZooKeeper was last away: their registration decides. */
    private final Set<String> returned = new HashSet<>();

    private long awayUntilNanos;

    /**
     * What was found.
     *
     * @param nodes the registered nodes, and behind them members that count as there without a registration
     * @param unreachable ids of registered members that the probe found gone
     * @param presumed those of {@code nodes} of whom there is no sign at all yet: they only get time to return
     * @param pending whether looking again later may show something else without any hint
     */
    record Seen(List<Member> nodes, Set<String> unreachable, List<Member> presumed, boolean pending) {
        /** Whether there is a sign of life of at least one of these. */
        boolean hasSignOfAny(List<Member> members) {
            return members.stream().anyMatch(m -> presumed.stream().noneMatch(m::is));
        }
    }

    Presence(Probe probe, ControllerTimings timings, LongSupplier nanoTime) {
        this.probe = probe;
        this.timings = timings;
        this.nanoTime = nanoTime;
        expectReturns();
    }

    /** ZooKeeper was away: nobody is missed before a session timeout has passed. */
    void expectReturns() {
        returned.clear();
        awayUntilNanos = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(timings.sessionTimeoutMillis());
    }

    Seen look(ChainDirectory.Observation seen) throws InterruptedException {
        seen.registrations().forEach(m -> returned.add(m.nodeId()));
        List<Member> suspected = new ArrayList<>();
        List<Member> missing = new ArrayList<>();
        if (seen.current() != null) {
            Set<String> suspects = suspects(seen);
            for (Member member : seen.current().line()) {
                if (isRegistered(seen, member)) {
                    if (suspects.contains(member.nodeId())) {
                        suspected.add(member);
                    }
                } else if (!returned.contains(member.nodeId())) {
                    missing.add(member);
                }
            }
        }
        return judge(seen, suspected, missing);
    }

    private Seen judge(ChainDirectory.Observation seen, List<Member> suspected, List<Member> missing)
            throws InterruptedException {
        List<Member> asked = new ArrayList<>(suspected);
        asked.addAll(missing);
        Map<Member, Probe.Answer> answers = ask(asked);
        Set<String> unreachable = new TreeSet<>();
        suspected.stream().filter(m -> answers.get(m) == Probe.Answer.GONE).forEach(m -> unreachable.add(m.nodeId()));
        boolean patient = nanoTime.getAsLong() - awayUntilNanos < 0;
        List<Member> presumed = missing.stream()
                .filter(m -> patient && answers.get(m) == Probe.Answer.SILENT)
                .toList();
        List<Member> nodes = new ArrayList<>(seen.registrations());
        missing.stream().filter(m -> answers.get(m) == Probe.Answer.ALIVE).forEach(nodes::add);
        nodes.addAll(presumed);
        return new Seen(nodes, unreachable, presumed, !asked.isEmpty());
    }

    private static boolean isRegistered(ChainDirectory.Observation seen, Member member) {
        return seen.registrations().stream().anyMatch(member::is);
    }

    /** Whom a registered replica suspects in its present life. */
    private static Set<String> suspects(ChainDirectory.Observation seen) {
        Set<String> suspects = new TreeSet<>();
        for (Member node : seen.registrations()) {
            ReplicaReport report = seen.reports().get(node.nodeId());
            if (report != null && report.incarnation() == node.incarnation()) {
                suspects.addAll(report.suspects());
            }
        }
        return suspects;
    }

    /** Asks all at once; all together have the probe's time. */
    private Map<Member, Probe.Answer> ask(List<Member> members) throws InterruptedException {
        Map<Member, CompletableFuture<Probe.Answer>> asked = new LinkedHashMap<>();
        members.forEach(m -> asked.put(m, probe.ask(m)));
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timings.probeMillis());
        Map<Member, Probe.Answer> answers = new HashMap<>();
        for (Map.Entry<Member, CompletableFuture<Probe.Answer>> one : asked.entrySet()) {
            answers.put(one.getKey(), await(one.getValue(), endNanos - System.nanoTime()));
        }
        return answers;
    }

    private static Probe.Answer await(CompletableFuture<Probe.Answer> answer, long nanos) throws InterruptedException {
        try {
            return answer.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return Probe.Answer.SILENT;
        }
    }
}
