package io.catena.server.controller.loop;

import io.catena.server.chain.Invariant;
import io.catena.server.controller.decision.Decision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what becomes of a controller, one line for each new sentence, and passes on that a term is over. */
public final class ControllerLog implements Controller.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Controller.class);

    private final int chain;
    private final Runnable termLost;

    public ControllerLog(int chain, Runnable termLost) {
        this.chain = chain;
        this.termLost = termLost;
    }

    @Override
    public void decided(Decision decision) {
        switch (decision.kind()) {
            case ALARM -> LOG.error("chain {}: {}", chain, decision.sentence());
            case UNAVAILABLE, UNANSWERED, GRACE -> LOG.warn("chain {}: {}", chain, decision.sentence());
            default -> LOG.info("chain {}: {}{}", chain, epoch(decision), decision.sentence());
        }
    }

    private static String epoch(Decision decision) {
        return decision.next().map(c -> "epoch " + c.epoch() + " ").orElse("");
    }

    @Override
    public void refused(Invariant.Broken broken) {
        LOG.error("a decision of the controller is wrong and is not published; this is a defect, report it", broken);
    }

    @Override
    public void termLost() {
        LOG.warn("another controller has begun a newer term; this one stops publishing");
        termLost.run();
    }

    @Override
    public void failed(RuntimeException e) {
        LOG.error("a round of the controller failed", e);
    }
}
