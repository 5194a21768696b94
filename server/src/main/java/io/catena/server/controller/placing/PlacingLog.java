package io.catena.server.controller.placing;

import io.catena.server.placement.Placement;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what becomes of the placement, and passes on that a term is over. */
public final class PlacingLog implements Placer.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Placer.class);

    private final Runnable termLost;

    public PlacingLog(Runnable termLost) {
        this.termLost = termLost;
    }

    @Override
    public void places(PlacingEffect.Publish publish) {
        Placement before = publish.seen().published().placement();
        Placement next = publish.next().placement();
        int changed = 0;
        int moved = 0;
        for (int chain = 1; chain <= next.chains(); chain++) {
            Set<String> come = new HashSet<>(next.line(chain));
            before.line(chain).forEach(come::remove);
            changed += next.line(chain).equals(before.line(chain)) ? 0 : 1;
            moved += come.size();
        }
        LOG.info(
                "places {} of {} chains anew on {} nodes: {} replicas are to be made",
                changed,
                next.chains(),
                publish.next().named().size(),
                moved);
    }

    @Override
    public void cannotRead(String problem) {
        LOG.error("the chains are not placed anew: {}", problem);
    }

    @Override
    public void termLost() {
        LOG.warn("another controller has begun a newer term; this one places no chains");
        termLost.run();
    }

    @Override
    public void failed(RuntimeException e) {
        LOG.error("a step of the placement failed", e);
    }
}
