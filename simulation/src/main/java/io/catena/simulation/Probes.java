package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.Probe.Answer;
import io.catena.server.controller.Suspicions;
import io.catena.server.controller.Unfit;
import java.util.ArrayList;
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
    private long awayUntilNanos;

    /** What was found; see {@code controller.Presence.Seen}. */
    record Seen(List<Member> nodes, SortedSet<String> unreachable, List<Unfit> unfit, boolean pending) {}

    Probes(World world, NodeProcess process) {
        this.world = world;
        this.process = process;
        expectReturns();
    }

    void expectReturns() {
        returned.clear();
        awayUntilNanos = process.clockNanos() + world.options().sessionTimeoutNanos();
    }

    void look(
            Configuration current,
            List<Member> registrations,
            Map<String, ReplicaReport> reports,
            Consumer<Seen> found) {
        registrations.forEach(member -> returned.add(member.nodeId()));
        List<Member> suspected = new ArrayList<>();
        List<Member> missing = new ArrayList<>();
        SortedMap<String, SortedSet<String>> suspects = suspects(registrations, reports);
        if (current != null) {
            for (Member member : current.line()) {
                if (registrations.stream().anyMatch(member::is)) {
                    if (suspects.values().stream().anyMatch(some -> some.contains(member.nodeId()))) {
                        suspected.add(member);
                    }
                } else if (!returned.contains(member.nodeId())) {
                    missing.add(member);
                }
            }
        }
        List<Member> asked = new ArrayList<>(suspected);
        asked.addAll(missing);
        ask(asked, answers -> found.accept(judge(current, registrations, suspects, suspected, missing, answers)));
    }

    private Seen judge(
            Configuration current,
            List<Member> registrations,
            SortedMap<String, SortedSet<String>> suspects,
            List<Member> suspected,
            List<Member> missing,
            Map<String, Answer> answers) {
        SortedSet<String> unreachable = new TreeSet<>();
        for (Member member : suspected) {
            if (answers.get(member.nodeId()) == Answer.GONE) {
                unreachable.add(member.nodeId());
            }
        }
        boolean patient = process.clockNanos() - awayUntilNanos < 0;
        List<Member> nodes = new ArrayList<>(registrations);
        for (Member member : missing) {
            Answer answer = answers.get(member.nodeId());
            if (answer == Answer.ALIVE || patient && answer == Answer.SILENT) {
                nodes.add(member);
            }
        }
        SortedMap<String, Answer> ofSuspected = new TreeMap<>(answers);
        missing.forEach(member -> ofSuspected.remove(member.nodeId()));
        List<Unfit> unfit =
                current == null ? List.of() : suspicions.look(process.clockNanos(), current, suspects, ofSuspected);
        return new Seen(nodes, unreachable, unfit, !answers.isEmpty());
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

    private void ask(List<Member> members, Consumer<Map<String, Answer>> answered) {
        if (members.isEmpty()) {
            answered.accept(Map.of());
            return;
        }
        SortedMap<String, Answer> answers = new TreeMap<>();
        members.forEach(member -> answers.put(member.nodeId(), ask(member)));
        long wait = answers.containsValue(Answer.SILENT)
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

    private Answer ask(Member member) {
        Machine machine = world.machine(member.address());
        NodeProcess asked = machine.process();
        if (isCut(world, process, machine)) {
            return Answer.SILENT;
        }
        if (asked == null) {
            return Answer.GONE;
        }
        if (asked.isPaused()) {
            return Answer.SILENT;
        }
        return member.is(asked.self()) ? Answer.ALIVE : Answer.GONE;
    }
}
