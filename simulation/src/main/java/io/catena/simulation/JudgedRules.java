package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.controller.decision.ChainView;
import io.catena.server.controller.decision.Decision;
import io.catena.server.controller.decision.Observation;
import io.catena.server.controller.loop.Rules;

/** The controller's rules, with a planted fault if there is one, and the invariants of each decision. */
final class JudgedRules implements Rules {
    private final World world;
    private final String node;

    JudgedRules(World world, String node) {
        this.world = world;
        this.node = node;
    }

    @Override
    public Decision decide(ChainView view) {
        ChainView seen = world.faultPlanter().decisions().view(view);
        Decision decision = world.faultPlanter().decisions().decide(Rules.OF_THE_CHAIN.decide(seen), seen, view);
        world.trace().line(node, "decides: %s", decision.sentence());
        if (decision.kind() == Decision.Kind.ALARM) {
            world.invariants().onAlarm(decision.sentence());
        }
        decision.next().ifPresent(next -> {
            world.invariants().membership().onDecision(view, next);
            if (decision.sentence().startsWith("removes ")) {
                String why = decision.sentence().substring(decision.sentence().lastIndexOf(':') + 1);
                world.count("decided to remove:" + why);
            }
        });
        return decision;
    }

    /**
     * A fault that is planted in decisions is planted in production's check too, so that the simulator's own checks
     * must find it in what is published.
     */
    @Override
    public void check(Observation seen, Configuration next) {
        if (!world.faultPlanter().decisions().areBroken()) {
            Rules.OF_THE_CHAIN.check(seen, next);
        }
    }
}
