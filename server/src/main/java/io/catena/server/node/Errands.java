package io.catena.server.node;

import static io.catena.server.threads.LastResort.guarded;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.CoordinationException;
import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a replica has to be asked of ZooKeeper, or told to it, on its way: one of each kind at a time, on a thread that may
 * block. What fails is only logged: the replica asks again. Owned by the event loop.
 */
final class Errands {
    private static final Logger LOG = LoggerFactory.getLogger(Errands.class);

    private final ChainZnodes znodes;
    private final EventLoop loop;
    private final Executor blocking;
    private boolean fetching;
    private boolean activating;

    Errands(ChainZnodes znodes, EventLoop loop, Executor blocking) {
        this.znodes = znodes;
        this.loop = loop;
        this.blocking = blocking;
    }

    /** @param done hears on the event loop that ZooKeeper has taken note of it */
    void activate(Effect.Activate wish, Consumer<Effect.Activate> done) {
        if (activating) {
            return;
        }
        activating = true;
        blocking.execute(() -> {
            try {
                if (znodes.activate(wish.configuration(), wish.committed())) {
                    loop.execute(guarded(() -> done.accept(wish)));
                }
            } catch (CoordinationException | RuntimeException e) {
                LOG.warn(
                        "ZooKeeper cannot note yet that epoch {} is activated and record {} committed: {}",
                        wish.configuration().epoch(),
                        wish.committed(),
                        e.toString());
            } finally {
                loop.execute(() -> activating = false);
            }
        });
    }

    /** @param news gets the newest configuration on the event loop, if there is one */
    void fetch(Consumer<Configuration> news) {
        if (fetching) {
            return;
        }
        fetching = true;
        blocking.execute(() -> {
            try {
                znodes.fetch().ifPresent(configuration -> loop.execute(guarded(() -> news.accept(configuration))));
            } catch (CoordinationException | RuntimeException e) {
                LOG.warn("the newest configuration cannot be fetched: {}", e.toString());
            } finally {
                loop.execute(() -> fetching = false);
            }
        });
    }
}
