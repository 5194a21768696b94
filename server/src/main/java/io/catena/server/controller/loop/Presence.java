package io.catena.server.controller.loop;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.Health;
import io.catena.server.controller.decision.Observation;
import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.controller.decision.Slowness;
import io.catena.server.controller.decision.Suspicions;
import io.catena.server.controller.decision.Unfit;
import io.catena.server.threads.HintedLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Says who is there, from registrations and probes (docs/protocol.md, Failures). The registration is the last word, with these
 * exceptions: a registered member that a neighbour suspects and that the probe finds gone counts as unreachable; one that
 * is suspected and silent for long, or does not get on with a neighbour, or is far slower than all others, is unfit; and a
 * member that has not registered since ZooKeeper was away counts as there while nodes get time to return, unless the
 * probe finds it gone, and afterwards for as long as the probe finds it alive. If by then at least half of the members are registered, ZooKeeper is
 * there, and who still is not is cut off from it: such a member is unfit, since it can hear of no next configuration.
 *
 * <p>As soon as one of the line might have to go, everybody in it is probed: the registration of a member that died a
 * moment ago is still there, and it must not be the only one that stays. A registration without an answer is sign enough
 * once it has lasted for a session timeout, since that of a dead node would have ended.
 */
final class Presence {
    /** Who is only slow shows it for seconds. The longer the chain, the more a look costs: one tick for so many members. */
    private static final int MEMBERS_OF_A_SLOW_TICK = 10;

    private static final int MOST_SLOW_TICKS = 10;

    private final Probing probing;
    private final Patience patience;
    private final long sessionNanos;
    private final Suspicions suspicions;
    private final Slowness slowness;
    private final long tickMillis;
    private final LongSupplier nanoTime;
    /** Before this nobody is asked only because one is slow. */
    private long slowLookDueNanos;

    /** Ids of the nodes seen registered, in any life, since ZooKeeper was last away: their registration decides. */
    private final Set<String> returned = new HashSet<>();
    /** Since when registered members have not answered the probe. */
    private final Map<Member, Long> quietSinceNanos = new HashMap<>();

    /**
     * What was found.
     *
     * @param nodes the registered nodes, and behind them members that count as there without a registration
     * @param unreachable ids of registered members that the probe found gone
     * @param unheard ids of those of {@code nodes} of whom there is no sign for now: they only get time
     * @param unfit who lives but is to be replaced, the most urgent first
     * @param againMillis after how long looking again may show something else without any hint
     */
    record Seen(
            List<Member> nodes, Set<String> unreachable, Set<String> unheard, List<Unfit> unfit, long againMillis) {}

    Presence(Probe probe, ControllerTimings timings, Patience patience, LongSupplier nanoTime) {
        this.probing = new Probing(probe, timings, nanoTime);
        this.patience = patience;
        this.sessionNanos = TimeUnit.MILLISECONDS.toNanos(timings.sessionTimeoutMillis());
        long attentionNanos = TimeUnit.MILLISECONDS.toNanos(2 * timings.tickMillis() + timings.promptMillis());
        this.suspicions = new Suspicions(TimeUnit.MILLISECONDS.toNanos(timings.suspicionMillis()), attentionNanos);
        this.tickMillis = timings.tickMillis();
        this.slowness = new Slowness(MOST_SLOW_TICKS * attentionNanos);
        this.nanoTime = nanoTime;
        this.slowLookDueNanos = nanoTime.getAsLong();
        expectReturns();
    }

    /** ZooKeeper was away: nobody is missed before a session timeout has passed. */
    void expectReturns() {
        returned.clear();
        quietSinceNanos.clear();
        patience.renew();
    }

    Seen look(Observation seen) throws InterruptedException {
        seen.registrations().forEach(m -> returned.add(m.nodeId()));
        if (seen.current() == null) {
            return new Seen(seen.registrations(), Set.of(), Set.of(), List.of(), HintedLoop.UNTIL_HINTED);
        }
        Map<String, Set<String>> suspects = suspects(seen);
        Set<String> suspectIds = Suspicions.all(suspects);
        List<Member> registered = new ArrayList<>();
        List<Member> missing = new ArrayList<>();
        boolean oneMayHaveToGo = false;
        boolean oneIsSlow = false;
        for (Member member : seen.current().line()) {
            if (isRegistered(seen, member)) {
                registered.add(member);
                oneMayHaveToGo |= suspectIds.contains(member.nodeId())
                        || isLeaving(seen, member)
                        || healthOf(seen, member).isHung();
                oneIsSlow |= !healthOf(seen, member).isWell();
            } else {
                oneMayHaveToGo = true;
                if (!returned.contains(member.nodeId())) {
                    missing.add(member);
                }
            }
        }
        if (missing.isEmpty()) {
            patience.isNotNeeded();
        }
        long nowNanos = nanoTime.getAsLong();
        if (oneIsSlow && !oneMayHaveToGo && nowNanos < slowLookDueNanos) {
            suspicions.look(nowNanos, seen.current(), suspects, Map.of());
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(slowLookDueNanos - nowNanos) + 1;
            return new Seen(seen.registrations(), Set.of(), Set.of(), full(seen), leftMillis);
        }
        List<Member> asked = new ArrayList<>();
        long againMillis = HintedLoop.UNTIL_HINTED;
        if (oneMayHaveToGo || oneIsSlow) {
            asked.addAll(registered);
            asked.addAll(missing);
            long slowMillis = slowTicks(seen.current()) * tickMillis;
            againMillis = oneMayHaveToGo ? tickMillis : slowMillis;
            slowLookDueNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(slowMillis);
        }
        Map<Member, Probing.Finding> findings = probing.ask(asked);
        registered.retainAll(findings.keySet());
        return judge(seen, suspects, registered, missing, findings, againMillis);
    }

    private static long slowTicks(Configuration current) {
        return Math.max(1, Math.min(MOST_SLOW_TICKS, current.members().size() / MEMBERS_OF_A_SLOW_TICK));
    }

    private Seen judge(
            Observation seen,
            Map<String, Set<String>> suspects,
            List<Member> registered,
            List<Member> missing,
            Map<Member, Probing.Finding> findings,
            long againMillis) {
        Set<String> suspectIds = Suspicions.all(suspects);
        Map<String, ProbeAnswer> answers = new HashMap<>();
        registered.stream()
                .filter(m -> suspectIds.contains(m.nodeId()))
                .forEach(m -> answers.put(m.nodeId(), findings.get(m).answer()));
        Set<String> unreachable = new TreeSet<>();
        answers.forEach((nodeId, answer) -> {
            if (answer == ProbeAnswer.GONE) {
                unreachable.add(nodeId);
            }
        });
        List<Unfit> unfit = unfit(seen, suspects, answers, findings);
        boolean patient = !patience.isOver();
        List<Member> presumed = missing.stream()
                .filter(m -> findings.get(m).answer() == ProbeAnswer.SILENT
                        && (patient || !findings.get(m).settled()))
                .toList();
        List<Member> unregistered = missing.stream()
                .filter(m -> findings.get(m).answer() == ProbeAnswer.ALIVE)
                .toList();
        if (!patient && registersAgain(seen.current())) {
            unregistered.forEach(m -> unfit.add(new Unfit(m.nodeId(), Unfit.Why.UNREGISTERED)));
        }
        List<Member> nodes = new ArrayList<>(seen.registrations());
        nodes.addAll(unregistered);
        nodes.addAll(presumed);
        Set<String> unheard = unheard(registered, findings);
        presumed.forEach(m -> unheard.add(m.nodeId()));
        return new Seen(nodes, unreachable, unheard, unfit, againMillis);
    }

    /** Whether at least half of the members have registered since ZooKeeper was away. */
    private boolean registersAgain(Configuration current) {
        long back = current.members().stream()
                .filter(m -> returned.contains(m.nodeId()))
                .count();
        return 2 * back >= current.members().size();
    }

    private List<Unfit> unfit(
            Observation seen,
            Map<String, Set<String>> suspects,
            Map<String, ProbeAnswer> answers,
            Map<Member, Probing.Finding> findings) {
        long nowNanos = nanoTime.getAsLong();
        Map<String, Health> health = new HashMap<>(seen.health());
        health.keySet().retainAll(suspects.keySet());
        List<Unfit> unfit = new ArrayList<>(suspicions.look(nowNanos, seen.current(), suspects, answers));
        Map<String, Long> answerMillis = new HashMap<>();
        findings.forEach((member, finding) -> answerMillis.put(member.nodeId(), finding.tookMillis()));
        unfit.addAll(slowness.look(nowNanos, seen.current(), health, answerMillis));
        unfit.addAll(full(seen));
        return unfit;
    }

    /** Who is no member yet and has no room for what members have. */
    private static List<Unfit> full(Observation seen) {
        return seen.registrations().stream()
                .filter(node -> seen.current().positionOf(node) < 0
                        && isOfThisLife(seen, node)
                        && healthOf(seen, node).lowOnSpace())
                .map(node -> new Unfit(node.nodeId(), Unfit.Why.FULL))
                .toList();
    }

    /** Which registered members have not answered, and not for so long that their registration says enough. */
    private Set<String> unheard(List<Member> registered, Map<Member, Probing.Finding> findings) {
        long nowNanos = nanoTime.getAsLong();
        quietSinceNanos.keySet().retainAll(registered);
        Set<String> unheard = new TreeSet<>();
        for (Member member : registered) {
            if (findings.get(member).answer() == ProbeAnswer.ALIVE) {
                quietSinceNanos.remove(member);
            } else if (nowNanos - quietSinceNanos.computeIfAbsent(member, m -> nowNanos) < sessionNanos) {
                unheard.add(member.nodeId());
            }
        }
        return unheard;
    }

    private static boolean isLeaving(Observation seen, Member member) {
        return isOfThisLife(seen, member) && seen.reports().get(member.nodeId()).leaving();
    }

    private static Health healthOf(Observation seen, Member member) {
        return seen.health().getOrDefault(member.nodeId(), Health.WELL);
    }

    /** Whether what the node has reported, it has reported in this life. */
    private static boolean isOfThisLife(Observation seen, Member node) {
        ReplicaReport report = seen.reports().get(node.nodeId());
        return report != null && report.incarnation() == node.incarnation();
    }

    private static boolean isRegistered(Observation seen, Member member) {
        return seen.registrations().stream().anyMatch(member::is);
    }

    /** Whom each registered replica suspects in its present life. */
    private static Map<String, Set<String>> suspects(Observation seen) {
        Map<String, Set<String>> suspects = new TreeMap<>();
        for (Member node : seen.registrations()) {
            if (isOfThisLife(seen, node)) {
                suspects.put(node.nodeId(), seen.reports().get(node.nodeId()).suspects());
            }
        }
        return suspects;
    }
}
