package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.controller.decision.Suspicions;
import io.catena.server.controller.decision.Unfit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Who is there, as {@code controller.Presence} finds out: from registrations, and from asking in two cases. */
final class Probes {
    private static final long PROBE_NANOS = Timeline.millis(1_000);

    private static final long SUSPICION_NANOS = Timeline.millis(1_500);
    private static final long ATTENTION_NANOS = Timeline.millis(1_500);

    private final World world;
    private final NodeProcess process;
    private final SortedSet<String> returned = new TreeSet<>();
    private final Suspicions suspicions = new Suspicions(SUSPICION_NANOS, ATTENTION_NANOS);
    /** Since when registered members have not answered. */
    private final Map<Member, Long> quietSinceNanos = new HashMap<>();

    private long awayUntilNanos;

    /** What was found; see {@code controller.Presence.Seen}. */
    record Seen(
            List<Member> nodes,
            SortedSet<String> unreachable,
            SortedSet<String> unheard,
            List<Unfit> unfit,
            boolean pending) {}

    Probes(World world, NodeProcess process) {
        this.world = world;
        this.process = process;
        expectReturns();
    }

    void expectReturns() {
        returned.clear();
        quietSinceNanos.clear();
        awayUntilNanos = process.clockNanos() + world.options().sessionTimeoutNanos();
    }

    void look(
            Configuration current,
            List<Member> registrations,
            Map<String, ReplicaReport> reports,
            Consumer<Seen> found) {
        registrations.forEach(member -> returned.add(member.nodeId()));
        List<Member> registered = new ArrayList<>();
        List<Member> missing = new ArrayList<>();
        SortedMap<String, SortedSet<String>> suspects = suspects(registrations, reports);
        boolean oneMayHaveToGo = false;
        if (current != null) {
            for (Member member : current.line()) {
                if (registrations.stream().anyMatch(member::is)) {
                    registered.add(member);
                    oneMayHaveToGo |= isSuspected(member, suspects) || isLeaving(member, reports);
                } else {
                    oneMayHaveToGo = true;
                    if (!returned.contains(member.nodeId())) {
                        missing.add(member);
                    }
                }
            }
        }
        if (!oneMayHaveToGo) {
            registered.clear();
        }
        List<Member> asked = new ArrayList<>(registered);
        asked.addAll(missing);
        ask(asked, answers -> found.accept(judge(current, registrations, suspects, registered, missing, answers)));
    }

    private static boolean isSuspected(Member member, SortedMap<String, SortedSet<String>> suspects) {
        return suspects.values().stream().anyMatch(some -> some.contains(member.nodeId()));
    }

    private static boolean isLeaving(Member member, Map<String, ReplicaReport> reports) {
        ReplicaReport report = reports.get(member.nodeId());
        return report != null && report.incarnation() == member.incarnation() && report.leaving();
    }

    private Seen judge(
            Configuration current,
            List<Member> registrations,
            SortedMap<String, SortedSet<String>> suspects,
            List<Member> registered,
            List<Member> missing,
            Map<String, ProbeAnswer> answers) {
        SortedSet<String> unreachable = new TreeSet<>();
        SortedMap<String, ProbeAnswer> ofSuspected = new TreeMap<>();
        for (Member member : registered) {
            if (isSuspected(member, suspects)) {
                ofSuspected.put(member.nodeId(), answers.get(member.nodeId()));
                if (answers.get(member.nodeId()) == ProbeAnswer.GONE) {
                    unreachable.add(member.nodeId());
                }
            }
        }
        SortedSet<String> unheard = unheard(registered, answers);
        boolean patient = process.clockNanos() - awayUntilNanos < 0;
        List<Member> nodes = new ArrayList<>(registrations);
        for (Member member : missing) {
            ProbeAnswer answer = answers.get(member.nodeId());
            if (answer == ProbeAnswer.ALIVE || patient && answer == ProbeAnswer.SILENT) {
                nodes.add(member);
            }
            if (answer == ProbeAnswer.SILENT) {
                unheard.add(member.nodeId());
            }
        }
        List<Unfit> unfit =
                current == null ? List.of() : suspicions.look(process.clockNanos(), current, suspects, ofSuspected);
        return new Seen(nodes, unreachable, unheard, unfit, !answers.isEmpty());
    }

    private SortedSet<String> unheard(List<Member> registered, Map<String, ProbeAnswer> answers) {
        long nowNanos = process.clockNanos();
        quietSinceNanos.keySet().retainAll(registered);
        SortedSet<String> unheard = new TreeSet<>();
        for (Member member : registered) {
            if (answers.get(member.nodeId()) == ProbeAnswer.ALIVE) {
                quietSinceNanos.remove(member);
            } else if (nowNanos - quietSinceNanos.computeIfAbsent(member, m -> nowNanos)
                    < world.options().sessionTimeoutNanos()) {
                unheard.add(member.nodeId());
            }
        }
        return unheard;
    }

    private static SortedMap<String, SortedSet<String>> suspects(
            List<Member> registrations, Map<String, ReplicaReport> reports) {
        SortedMap<String, SortedSet<String>> suspects = new TreeMap<>();
        for (Member node : registrations) {
            ReplicaReport report = reports.get(node.nodeId());
            if (report != null && report.incarnation() == node.incarnation()) {
                suspects.put(node.nodeId(), report.suspects());
            }
        }
        return suspects;
    }

    private void ask(List<Member> members, Consumer<Map<String, ProbeAnswer>> answered) {
        if (members.isEmpty()) {
            answered.accept(Map.of());
            return;
        }
        SortedMap<String, ProbeAnswer> answers = new TreeMap<>();
        members.forEach(member -> answers.put(member.nodeId(), ask(member)));
        long wait = answers.containsValue(ProbeAnswer.SILENT)
                ? PROBE_NANOS
                : world.dice().exponential(world.options().linkDelayNanos());
        process.post(wait, () -> answered.accept(answers));
    }

    /** Whether the port of the process refuses; what is cut off or stands still only says nothing. */
    static boolean isProcessGone(World world, NodeProcess asker, Member member) {
        Machine machine = world.machine(member.address());
        return machine.process() == null && !isCut(world, asker, machine);
    }

    private static boolean isCut(World world, NodeProcess asker, Machine machine) {
        return machine != asker.machine()
                && (world.network().isCut(asker.name(), machine.name())
                        || world.network().isCut(machine.name(), asker.name()));
    }

    private ProbeAnswer ask(Member member) {
        Machine machine = world.machine(member.address());
        NodeProcess asked = machine.process();
        if (isCut(world, process, machine)) {
            return ProbeAnswer.SILENT;
        }
        if (asked == null) {
            return ProbeAnswer.GONE;
        }
        if (asked.isPaused()) {
            return ProbeAnswer.SILENT;
        }
        return member.is(asked.self()) ? ProbeAnswer.ALIVE : ProbeAnswer.GONE;
    }
}
