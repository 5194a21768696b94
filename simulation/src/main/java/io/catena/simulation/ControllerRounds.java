package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.ChainView;
import io.catena.server.controller.decision.Decision;
import io.catena.server.controller.decision.NextConfiguration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The rounds of one term, as {@code controller.ControllerRounds} has them, but with time between reading, probing,
 * deciding and publishing, in which anything may happen. The decision itself is production's.
 */
final class ControllerRounds {
    private static final int CHAIN = 1;
    private static final long TICK_NANOS = Timeline.millis(200);
    private static final long GRACE_NANOS = Timeline.millis(2_000);

    /** How a round ended. */
    interface Ending {
        void untilHinted();

        void again(long afterNanos);

        void deposed();
    }

    private final World world;
    private final NodeProcess process;
    private final int term;
    private final Probes probes;
    private long graceSinceNanos = -1;

    ControllerRounds(World world, NodeProcess process, int term) {
        this.world = world;
        this.process = process;
        this.term = term;
        this.probes = new Probes(world, process);
    }

    void zooKeeperReturned() {
        probes.expectReturns();
    }

    void round(Ending ending) {
        Runnable later = () -> ending.again(TICK_NANOS);
        read(
                first -> read(
                        before -> read(
                                activated -> read(current -> look(first, before, activated, current, ending), later),
                                later),
                        later),
                later);
    }

    private void read(Consumer<Znodes> then, Runnable failed) {
        process.zooKeeper().read(then, failed);
    }

    /** Reports and registrations were read first, configurations last, the newest one before and after the activated. */
    private void look(Znodes first, Znodes before, Znodes activated, Znodes current, Ending ending) {
        if (before.version() != current.version()) {
            ending.again(1);
            return;
        }
        List<Member> registrations = first.registrations().values().stream()
                .sorted(Comparator.comparingLong(Znodes.Registered::createdZxid))
                .map(Znodes.Registered::member)
                .toList();
        SortedMap<String, ReplicaReport> reports = new TreeMap<>();
        first.reports().forEach((node, reported) -> reports.put(node, reported.report()));
        probes.look(current.configuration(), registrations, reports, seen -> {
            ChainView view = new ChainView(
                    CHAIN,
                    current.configuration(),
                    activated.activated(),
                    world.sabotage().committed(activated.committed()),
                    seen.nodes(),
                    reports,
                    seen.unreachable(),
                    world.sabotage().unheard(seen.unheard()),
                    seen.unfit(),
                    current.settings(),
                    isGraceOver());
            act(view, seen.unheard(), current.version(), seen.pending(), ending);
        });
    }

    private boolean isGraceOver() {
        return graceSinceNanos >= 0 && process.clockNanos() - graceSinceNanos >= GRACE_NANOS;
    }

    private void act(ChainView view, Set<String> unheard, int version, boolean pending, Ending ending) {
        Decision decision = world.sabotage().decision(NextConfiguration.decide(view), view);
        if (decision.kind() != Decision.Kind.GRACE) {
            graceSinceNanos = -1;
        } else if (graceSinceNanos < 0) {
            graceSinceNanos = process.clockNanos();
        }
        world.trace().line(process.name(), "decides: %s", decision.sentence());
        if (decision.kind() == Decision.Kind.ALARM) {
            world.invariants().onAlarm(decision.sentence());
        }
        if (decision.next().isPresent()) {
            world.invariants().membership().onDecision(view, decision.next().get(), unheard);
            publish(decision.next().get(), version, ending);
        } else if (pending || graceSinceNanos >= 0 || decision.kind() == Decision.Kind.UNAVAILABLE) {
            ending.again(TICK_NANOS);
        } else {
            ending.untilHinted();
        }
    }

    private void publish(Configuration next, int version, Ending ending) {
        boolean[] deposed = new boolean[1];
        process.zooKeeper()
                .write(
                        now -> {
                            deposed[0] = now.term() != term;
                            boolean permitted = !deposed[0] && now.version() == version;
                            return permitted || world.sabotage().publishesUnconditionally()
                                    ? now.withConfiguration(next)
                                    : null;
                        },
                        success -> {
                            if (deposed[0] && !success) {
                                ending.deposed();
                            } else {
                                ending.again(1);
                            }
                        },
                        () -> ending.again(TICK_NANOS));
    }
}
