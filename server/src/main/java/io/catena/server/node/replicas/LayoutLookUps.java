package io.catena.server.node.replicas;

import io.catena.server.chain.Configuration;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.requests.Forwarding;
import io.catena.server.requests.LookedUpChains;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks chains up in ZooKeeper, of which this node has no replica (M12).
 *
 * @param chains of the cluster, the first one first
 * @param layouts what the node knows of each
 * @param calls runs what may wait for ZooKeeper, one task after the other
 * @param loop the event loop
 */
public record LayoutLookUps(
        List<ChainZnodes> chains,
        IntFunction<ChainLayout> layouts,
        Forwarding forwarding,
        Executor calls,
        Executor loop)
        implements LookedUpChains.Directory {
    private static final Logger LOG = LoggerFactory.getLogger(LayoutLookUps.class);

    @Override
    public void lookUp(int chain, LookedUpChains.Answer done) {
        try {
            calls.execute(() -> look(chains.get(chain - 1), done));
        } catch (RejectedExecutionException e) {
            LOG.debug("closed meanwhile: no answer is needed", e);
        }
    }

    private void look(ChainZnodes znodes, LookedUpChains.Answer done) {
        Configuration newest = null;
        long activatedEpoch = 0;
        String note = "";
        try {
            activatedEpoch = znodes.fetchActivated().map(Configuration::epoch).orElse(0L);
            newest = znodes.fetch().orElse(null);
            note = znodes.fetchNote();
        } catch (CoordinationException | RuntimeException e) {
            LOG.debug("chain {} cannot be looked up now", znodes.chain(), e);
        }
        Configuration found = newest;
        long activated = activatedEpoch;
        String said = note;
        loop.execute(() -> {
            if (found != null) {
                take(layouts.apply(znodes.chain()), found, activated, said);
            }
            done.answered(found != null);
        });
    }

    private void take(ChainLayout layout, Configuration found, long activatedEpoch, String note) {
        layout.known().lookedUp(found, forwarding);
        layout.activated(activatedEpoch);
        layout.note(note);
    }
}
