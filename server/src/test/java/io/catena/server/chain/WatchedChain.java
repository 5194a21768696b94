package io.catena.server.chain;

import io.catena.server.controller.decision.ChainView;
import io.catena.server.controller.decision.Decision;
import io.catena.server.controller.decision.NextConfiguration;
import io.catena.server.controller.decision.PermittedChange;
import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.controller.decision.Suspicions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A {@link TestChain} whose configurations the production rules decide: a controller that hears all reports, and whose
 * probes everybody answers, looks five times a second. Whoever was removed begins a new life two seconds later, or when the
 * test says.
 */
final class WatchedChain {
    private static final int TICKS_OF_A_LOOK = 10;
    private static final int TICKS_OF_A_SECOND = 50;
    private static final long SUSPICION_NANOS = 1_500_000_000L;

    final TestChain chain;
    /** Ids of the nodes removed, in the order of their removal. */
    final List<String> removed = new ArrayList<>();

    private final Suspicions suspicions = new Suspicions(SUSPICION_NANOS, SUSPICION_NANOS);
    private final Map<String, Integer> backAtTick = new HashMap<>();
    private int ticks;
    private int ticksUntilBack = 2 * TICKS_OF_A_SECOND;

    WatchedChain(int members) {
        chain = TestChain.of("abcdef".substring(0, members).split(""));
        chain.activated = chain.configuration;
    }

    /** So long a node is away that was removed. */
    void comesBackAfterSeconds(int number) {
        ticksUntilBack = number * TICKS_OF_A_SECOND;
    }

    void seconds(int number) {
        for (int tick = 0; tick < number * TICKS_OF_A_SECOND; tick++) {
            ticks++;
            chain.drain();
            chain.tick();
            comeBack();
            if (ticks % TICKS_OF_A_LOOK == 0) {
                look();
            }
        }
    }

    private void comeBack() {
        chain.nodes.values().stream()
                .filter(node -> node.removed)
                .forEach(node -> backAtTick.putIfAbsent(node.name, ticks + ticksUntilBack));
        for (String name : List.copyOf(backAtTick.keySet())) {
            if (backAtTick.get(name) <= ticks) {
                backAtTick.remove(name);
                chain.restart(name);
            }
        }
    }

    private void look() {
        List<Member> registered = new ArrayList<>();
        Map<String, ReplicaReport> reports = new TreeMap<>();
        Map<String, Set<String>> suspects = new TreeMap<>();
        Map<String, ProbeAnswer> answers = new TreeMap<>();
        for (TestNode node : chain.nodes.values()) {
            if (!node.removed) {
                registered.add(node.member);
                reports.put(node.name, node.report);
                suspects.put(node.name, node.report.suspects());
                node.report.suspects().forEach(suspected -> answers.put(suspected, ProbeAnswer.ALIVE));
            }
        }
        ChainView view = new ChainView(
                TestChain.CHAIN,
                chain.configuration,
                chain.activated,
                0,
                registered,
                reports,
                Set.of(),
                Set.of(),
                suspicions.look(chain.now(), chain.configuration, suspects, answers),
                SharedSettings.STANDARD,
                false);
        Decision decision = NextConfiguration.decide(view);
        decision.next().ifPresent(this::publish);
    }

    private void publish(Configuration next) {
        Configuration before = chain.configuration;
        PermittedChange.check(before, chain.activated, next);
        before.line().stream()
                .filter(next::hasRemoved)
                .forEach(member -> removed.add((before.positionOf(member) < 0 ? "+" : "") + member.nodeId()));
        chain.configuration = next;
        chain.nodes.keySet().forEach(chain::learn);
    }

    /** Who is the member at this place; an empty string if there is none. */
    String memberAt(int position) {
        List<Member> members = chain.configuration.members();
        return position >= 0 && position < members.size()
                ? members.get(position).nodeId()
                : "";
    }

    /** The place of a node in the line, the joining replica's included; -1 if it has none. */
    int placeOf(String name) {
        return chain.configuration.line().stream().map(Member::nodeId).toList().indexOf(name);
    }

    /** Members in the order of their names. */
    String members() {
        String[] names = chain.memberNames();
        Arrays.sort(names);
        return String.join("", names);
    }

    /** Whether a write is answered within a second. */
    boolean serves() {
        long ticket = chain.put(chain.configuration.head().nodeId(), "k", "v" + ticks);
        seconds(1);
        return chain.answers.get(ticket) instanceof List;
    }
}
