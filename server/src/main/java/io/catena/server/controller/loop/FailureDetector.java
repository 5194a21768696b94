package io.catena.server.controller.loop;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.controller.decision.Health;
import io.catena.server.controller.decision.Observation;
import io.catena.server.controller.decision.OutlierDetector;
import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.controller.decision.Suspicions;
import io.catena.server.controller.decision.UnfitMember;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Says which nodes are there, from registrations and probes (H1, H17). The registration decides, with these exceptions:
 * a registered member that a neighbour suspects and that the probe finds gone counts as unreachable; one that is
 * suspected and silent for long, or does not get on with a neighbour, or is far slower than all others, is unfit (H4,
 * H5, H8); and a member that has not registered since ZooKeeper was away counts as there while nodes get time to
 * return, unless the probe finds it gone, and afterwards for as long as the probe finds it alive. If by then at least
 * half of the members are registered, ZooKeeper is there, and a member that is not registered is cut off from it: such
 * a member is unfit, since it cannot hear of the next configuration.
 *
 * <p>As soon as a replica of the line might have to be removed, all of them are probed: the registration of a member
 * that died a moment ago is still there, and it must not be the only one that stays (C9). A registration without an
 * answer is sign enough once it has lasted for a session timeout, since that of a dead node would have ended. The same
 * holds for the nodes from which a chain may be formed (C6, C11).
 *
 * <p>One look after the other: {@link #look} asks, and {@link #judge} says what was found. It belongs to one term of
 * the loop, which says what time it is.
 */
final class FailureDetector {
    /**
     * A slow member stays slow for seconds. The longer the chain, the more a look costs: one tick for this number of
     * members.
     */
    private static final int MEMBERS_OF_A_SLOW_TICK = 10;

    private static final int MOST_SLOW_TICKS = 10;

    private final Probing probing;
    private final RegistrationGrace registrationGrace;
    private final long sessionNanos;
    private final Suspicions suspicions;
    private final OutlierDetector outlierDetector;
    private final long tickMillis;
    /** Before this time no member is asked only because one is slow. */
    private long slowLookDueNanos;

    /** Ids of the nodes seen registered, in any life, since ZooKeeper was last away: their registration decides. */
    private final Set<String> returned = new HashSet<>();
    /** Since when registered members and candidates have not answered the probe. */
    private final Map<Member, Long> quietSinceNanos = new HashMap<>();
    /**
     * The session in which registrations were last read; null before. That the session is another one is told by a thread
     * of its own, perhaps later than what was read in it.
     */
    private Long session;
    /** The look under way; null between two looks, and while the chain has no configuration. */
    private Look look;
    /** The replicas of the line that were asked for this look. */
    private List<Member> asked = List.of();
    /** The nodes from which a chain may be formed, all of them asked for this look. */
    private List<Member> candidates = List.of();
    /** Whether a member is only slow, and all were asked for that a moment ago. */
    private boolean tooEarly;

    /**
     * What was found.
     *
     * @param nodes the registered nodes, and behind them members that count as there without a registration
     * @param unreachable ids of registered members that the probe found gone
     * @param unheard ids of those of {@code nodes} that gave no sign yet: they only get time, and no chain is formed from
     *     them
     * @param unfit members that live but are to be replaced, the most urgent first
     * @param againMillis after how long looking again may show something else without any hint
     */
    record Seen(
            List<Member> nodes,
            Set<String> unreachable,
            Set<String> unheard,
            List<UnfitMember> unfit,
            long againMillis) {}

    FailureDetector(ControllerTimings timings, RegistrationGrace registrationGrace, long nowNanos) {
        this.probing = new Probing(timings);
        this.registrationGrace = registrationGrace;
        this.sessionNanos = TimeUnit.MILLISECONDS.toNanos(timings.sessionTimeoutMillis());
        long attentionNanos = TimeUnit.MILLISECONDS.toNanos(2 * timings.tickMillis() + timings.promptMillis());
        this.suspicions = new Suspicions(TimeUnit.MILLISECONDS.toNanos(timings.suspicionMillis()), attentionNanos);
        this.tickMillis = timings.tickMillis();
        this.outlierDetector = new OutlierDetector(MOST_SLOW_TICKS * attentionNanos);
        this.slowLookDueNanos = nowNanos;
        expectReturns(nowNanos);
    }

    /** ZooKeeper was away: no node is missed before a session timeout has passed. */
    void expectReturns(long nowNanos) {
        returned.clear();
        quietSinceNanos.clear();
        registrationGrace.renew(nowNanos);
    }

    /** ZooKeeper did not answer: it may have let no session end meanwhile, so that no registration is sign enough. */
    void zooKeeperDidNotAnswer() {
        quietSinceNanos.clear();
    }

    /**
     * Begins a look, and asks the members that it must.
     *
     * @param readIn the session in which {@code seen} was read
     */
    void look(long nowNanos, Observation seen, long readIn, Effects out) {
        if (session != null && session != readIn) {
            expectReturns(nowNanos);
        }
        session = readIn;
        seen.registrations().forEach(m -> returned.add(m.nodeId()));
        asked = List.of();
        tooEarly = false;
        look = seen.current() == null ? null : Look.at(seen, returned);
        candidates = look == null ? seen.registrations() : look.candidates();
        if (look == null) {
            probing.ask(nowNanos, candidates, out);
            return;
        }
        if (look.missing().isEmpty()) {
            registrationGrace.isNotNeeded();
        }
        tooEarly = look.oneIsSlow() && !look.oneMayHaveToGo() && nowNanos < slowLookDueNanos;
        if (tooEarly) {
            return;
        }
        if (look.oneMayHaveToGo() || look.oneIsSlow()) {
            asked = new ArrayList<>(look.registered());
            asked.addAll(look.missing());
            slowLookDueNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(slowMillis());
        }
        List<Member> all = new ArrayList<>(asked);
        all.addAll(candidates);
        probing.ask(nowNanos, all, out);
    }

    void answered(long nowNanos, long number, ProbeAnswer answer) {
        probing.answered(nowNanos, number, answer);
    }

    /** Whether all members that were asked for this look have answered. */
    boolean isAnswered() {
        return asked.isEmpty() && candidates.isEmpty() || probing.isAnswered();
    }

    /**
     * Whether a decision has to wait, for as long as a probe may take: the chain may have to be formed, and of a candidate
     * it is not known whether it answers. Else one whose answer takes longer than a round waits would be there and not there
     * by turns.
     */
    boolean awaitsCandidates(long nowNanos) {
        return (look == null || look.mayBeFormedAgain()) && !probing.isKnown(nowNanos, candidates);
    }

    /**
     * Ends the look, with the answers that have come.
     *
     * @param seen what {@link #look} was given
     */
    Seen judge(long nowNanos, Observation seen) {
        Map<Member, Probing.Finding> ofCandidates = probing.findings(nowNanos, candidates);
        if (look == null) {
            return new Seen(
                    seen.registrations(),
                    Set.of(),
                    unheard(nowNanos, ofCandidates),
                    List.of(),
                    Controller.UNTIL_HINTED);
        }
        if (tooEarly) {
            suspicions.look(nowNanos, seen.current(), look.suspects(), Map.of());
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(slowLookDueNanos - nowNanos) + 1;
            return new Seen(seen.registrations(), Set.of(), Set.of(), full(), leftMillis);
        }
        Map<Member, Probing.Finding> findings = probing.findings(nowNanos, asked);
        List<Member> registered =
                look.registered().stream().filter(findings::containsKey).toList();
        List<UnfitMember> unfit = unfit(nowNanos, findings);
        boolean patient = !registrationGrace.isOver(nowNanos);
        List<Member> presumed = look.missing().stream()
                .filter(m -> findings.get(m).answer() == ProbeAnswer.SILENT
                        && (patient || !findings.get(m).settled()))
                .toList();
        List<Member> unregistered = look.missing().stream()
                .filter(m -> findings.get(m).answer() == ProbeAnswer.ALIVE)
                .toList();
        if (!patient && registersAgain(seen.current())) {
            unregistered.forEach(m -> unfit.add(new UnfitMember(m.nodeId(), UnfitMember.Why.UNREGISTERED)));
        }
        List<Member> nodes = new ArrayList<>(seen.registrations());
        nodes.addAll(unregistered);
        nodes.addAll(presumed);
        Map<Member, Probing.Finding> ofRegistered = new HashMap<>(findings);
        ofRegistered.keySet().retainAll(registered);
        ofRegistered.putAll(ofCandidates);
        Set<String> unheard = unheard(nowNanos, ofRegistered);
        presumed.forEach(m -> unheard.add(m.nodeId()));
        return new Seen(nodes, unreachable(registered, findings), unheard, unfit, againMillis());
    }

    private long againMillis() {
        if (look.oneMayHaveToGo()) {
            return tickMillis;
        }
        return look.oneIsSlow() ? slowMillis() : Controller.UNTIL_HINTED;
    }

    private long slowMillis() {
        int members = look.seen().current().members().size();
        return tickMillis * Math.max(1, Math.min(MOST_SLOW_TICKS, members / MEMBERS_OF_A_SLOW_TICK));
    }

    private Set<String> unreachable(List<Member> registered, Map<Member, Probing.Finding> findings) {
        Set<String> unreachable = new TreeSet<>();
        ofSuspects(registered, findings).forEach((nodeId, answer) -> {
            if (answer == ProbeAnswer.GONE) {
                unreachable.add(nodeId);
            }
        });
        return unreachable;
    }

    private Map<String, ProbeAnswer> ofSuspects(Collection<Member> members, Map<Member, Probing.Finding> findings) {
        Map<String, ProbeAnswer> answers = new HashMap<>();
        members.stream()
                .filter(m -> look.suspectIds().contains(m.nodeId()))
                .forEach(m -> answers.put(m.nodeId(), findings.get(m).answer()));
        return answers;
    }

    /** Whether at least half of the members have registered since ZooKeeper was away. */
    private boolean registersAgain(Configuration current) {
        long back = current.members().stream()
                .filter(m -> returned.contains(m.nodeId()))
                .count();
        return 2 * back >= current.members().size();
    }

    private List<UnfitMember> unfit(long nowNanos, Map<Member, Probing.Finding> findings) {
        Observation seen = look.seen();
        Map<String, Health> health = new HashMap<>(seen.health());
        health.keySet().retainAll(look.suspects().keySet());
        List<UnfitMember> unfit = new ArrayList<>(
                suspicions.look(nowNanos, seen.current(), look.suspects(), ofSuspects(findings.keySet(), findings)));
        Map<String, Long> answerMillis = new HashMap<>();
        findings.forEach((member, finding) -> answerMillis.put(member.nodeId(), finding.tookMillis()));
        unfit.addAll(outlierDetector.look(nowNanos, seen.current(), health, answerMillis));
        unfit.addAll(full());
        return unfit;
    }

    private List<UnfitMember> full() {
        return look.full().stream()
                .map(node -> new UnfitMember(node.nodeId(), UnfitMember.Why.FULL))
                .toList();
    }

    /** Of these registered nodes those that have not answered, for less time than makes their registration sign enough. */
    private Set<String> unheard(long nowNanos, Map<Member, Probing.Finding> ofRegistered) {
        quietSinceNanos.keySet().retainAll(ofRegistered.keySet());
        Set<String> unheard = new TreeSet<>();
        ofRegistered.forEach((node, finding) -> {
            if (finding.answer() == ProbeAnswer.ALIVE) {
                quietSinceNanos.remove(node);
            } else if (nowNanos - quietSinceNanos.computeIfAbsent(node, m -> nowNanos) < sessionNanos) {
                unheard.add(node.nodeId());
            }
        });
        return unheard;
    }
}
