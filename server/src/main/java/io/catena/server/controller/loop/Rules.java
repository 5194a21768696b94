package io.catena.server.controller.loop;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Invariant;
import io.catena.server.controller.decision.ChainView;
import io.catena.server.controller.decision.Decision;
import io.catena.server.controller.decision.NextConfiguration;
import io.catena.server.controller.decision.Observation;
import io.catena.server.controller.decision.PermittedChange;
import java.util.Set;

/** The rules that the loop uses: two pure functions (C4). */
public interface Rules {
    /** The rules of the chain. */
    Rules OF_THE_CHAIN = new Rules() {
        @Override
        public Decision decide(ChainView view) {
            return NextConfiguration.decide(view);
        }

        @Override
        public void check(Observation seen, Configuration next, Set<String> unheard) {
            PermittedChange.check(seen, next, unheard);
        }
    };

    /** What is to be done about the chain. */
    Decision decide(ChainView view);

    /**
     * Checks a decision independently of how it was made.
     *
     * @param unheard ids of nodes of which nothing was heard
     * @throws Invariant.Broken if it is not permitted
     */
    void check(Observation seen, Configuration next, Set<String> unheard);
}
