package io.catena.server.chain;

import io.catena.server.controller.decision.ChainView;
import io.catena.server.controller.decision.NextConfiguration;
import io.catena.server.controller.decision.PermittedChange;
import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.controller.decision.Suspicions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A controller of a {@link TestChain} that decides as production does: it hears all reports, all living nodes answer its probes, and
 * each node that does not live has lost its session.
 */
final class TestController {
    private static final long SUSPICION_NANOS = 1_500_000_000L;

    private final TestChain chain;
    private final Suspicions suspicions = new Suspicions(SUSPICION_NANOS, SUSPICION_NANOS);

    TestController(TestChain chain) {
        this.chain = chain;
    }

    /** Looks once; what production decides is published, and all nodes hear of it. */
    Optional<Configuration> look() {
        Optional<Configuration> next = NextConfiguration.decide(view()).next();
        next.ifPresent(this::publish);
        return next;
    }

    private ChainView view() {
        List<Member> registered = new ArrayList<>();
        Map<String, ReplicaReport> reports = new TreeMap<>();
        Map<String, Set<String>> suspects = new TreeMap<>();
        Map<String, ProbeAnswer> answers = new TreeMap<>();
        for (TestNode node : chain.nodes.values()) {
            if (node.alive && !node.removed) {
                registered.add(node.member);
                reports.put(node.name, node.report);
                suspects.put(node.name, node.report.suspects());
                node.report.suspects().forEach(suspected -> answers.put(suspected, ProbeAnswer.ALIVE));
            }
        }
        return new ChainView(
                TestChain.CHAIN,
                chain.configuration,
                chain.activated,
                0,
                registered,
                reports,
                Set.of(),
                Set.of(),
                suspicions.look(chain.now(), chain.configuration, suspects, answers),
                chain.shared,
                Map.of(),
                false);
    }

    private void publish(Configuration next) {
        PermittedChange.check(chain.configuration, chain.activated, next);
        chain.configuration = next;
        chain.nodes.keySet().forEach(chain::learn);
    }
}
