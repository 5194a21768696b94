package io.catena.server.node.replicas;

import io.catena.server.chain.Configuration;
import io.catena.server.controller.decision.KnownMembership;
import io.catena.server.coordination.KeptFiles;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the membership of the chains that this node knows beside its data, for a recovery after ZooKeeper has lost it. Nothing waits
 * for a write and only a recovery reads it, so that it may be slightly old after a crash, and a failure is only logged.
 * Changes that come during a write are written as one. Any thread may call it.
 */
public final class MembershipKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MembershipKeeper.class);
    private static final long CLOSE_LIMIT_SECONDS = 2;

    private final Place place;
    private final KeptFiles files = new KeptFiles();
    /** Tasks that come after close are dropped. */
    private final ExecutorService writer = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new Thread(task, "catena-membership"),
            new ThreadPoolExecutor.DiscardPolicy());
    /** The membership to be written next, by chain. */
    private final ConcurrentMap<Integer, KnownMembership> next = new ConcurrentHashMap<>();

    /** The destination of the writes. */
    public interface Place {
        /** @param format the format of the chain whose membership the content holds */
        void write(int chain, int format, byte[] content) throws IOException;

        /** Removes what was written of the chain; nothing, where nothing lasts. */
        default void remove(int chain) throws IOException {}
    }

    public MembershipKeeper(Place place) {
        this.place = place;
    }

    /** @param configuration null if none is known yet */
    void keep(Configuration configuration, long activatedEpoch) {
        if (configuration == null) {
            return;
        }
        int chain = configuration.chain();
        if (next.put(chain, new KnownMembership(configuration, activatedEpoch)) == null) {
            writer.execute(() -> write(chain));
        }
    }

    /** The node carries the chain no longer. */
    void forget(int chain) {
        writer.execute(() -> {
            try {
                place.remove(chain);
            } catch (IOException | RuntimeException e) {
                LOG.warn(
                        "chain {}: the membership beside the data cannot be removed; it does no harm: {}",
                        chain,
                        e.toString());
            }
        });
    }

    private void write(int chain) {
        KnownMembership knownMembership = next.remove(chain);
        try {
            place.write(chain, knownMembership.configuration().format().number(), files.encode(knownMembership));
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "chain {}: the membership cannot be stored beside the data; recovery has an older one: {}",
                    chain,
                    e.toString());
        }
    }

    /** Waits until what was given is written, for 2 s at most: a disk may hang. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn(
                        "the membership could not be stored within {} s; recovery has an older one",
                        CLOSE_LIMIT_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
