package io.catena.simulation.machine;

import io.catena.server.chain.Configuration;
import io.catena.server.controller.decision.ChainView;
import io.catena.server.controller.decision.Decision;
import io.catena.server.controller.decision.Observation;
import io.catena.server.controller.loop.Rules;
import io.catena.simulation.invariants.Invariants;
import io.catena.simulation.invariants.Signs;
import io.catena.simulation.planted.BrokenDecisions;
import io.catena.simulation.run.SimulatedRun;
import java.util.Set;

/** The controller's rules, with a planted fault if there is one, and the invariants of each decision. */
final class JudgedRules implements Rules {
    private final SimulatedRun run;
    private final BrokenDecisions broken;
    private final Invariants invariants;
    private final String node;
    private final Signs signs;

    JudgedRules(SimulatedRun run, BrokenDecisions broken, Invariants invariants, String node, Signs signs) {
        this.run = run;
        this.broken = broken;
        this.invariants = invariants;
        this.node = node;
        this.signs = signs;
    }

    @Override
    public Decision decide(ChainView view) {
        ChainView seen = broken.view(view);
        Decision decision = broken.decide(Rules.OF_THE_CHAIN.decide(seen), seen, view);
        run.trace().line(node, "decides: %s", decision.sentence());
        if (decision.kind() == Decision.Kind.ALARM) {
            invariants.onAlarm(decision.sentence());
        }
        decision.next().ifPresent(next -> {
            invariants.membership().onDecision(view, next, signs);
            if (decision.sentence().startsWith("removes ")) {
                String why = decision.sentence().substring(decision.sentence().lastIndexOf(':') + 1);
                run.count("decided to remove:" + why);
            }
        });
        return decision;
    }

    /**
     * A fault that is planted in decisions is planted in production's check too, so that the simulator's own checks
     * must find it in what is published.
     */
    @Override
    public void check(Observation seen, Configuration next, Set<String> unheard) {
        if (!broken.areBroken()) {
            Rules.OF_THE_CHAIN.check(seen, next, unheard);
        }
    }
}
