package io.catena.server.node;

import io.catena.server.chain.Configuration;
import io.catena.server.controller.decision.KnownMembership;
import io.catena.server.coordination.KeptFiles;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what this node knows of the membership beside its data, for the day on which ZooKeeper has lost it. Nothing waits
 * for it and nothing but a recovery reads it, so it may be a moment old after a crash, and a failure is only logged. Many
 * changes in a row are written as one. Any thread may tell it news.
 */
final class MembershipKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MembershipKeeper.class);
    private static final long CLOSE_LIMIT_SECONDS = 2;

    private final Place place;
    private final KeptFiles files = new KeptFiles();
    /** What comes when it is closed is dropped. */
    private final ExecutorService writer = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new Thread(task, "catena-membership"),
            new ThreadPoolExecutor.DiscardPolicy());
    /** What is to be written next; null if nothing is. */
    private final AtomicReference<KnownMembership> next = new AtomicReference<>();

    /** Where it is written. */
    interface Place {
        /** @param format of the chain that the content tells of */
        void write(int format, byte[] content) throws IOException;
    }

    MembershipKeeper(Place place) {
        this.place = place;
    }

    /** @param configuration null if none is known yet */
    void keep(Configuration configuration, long activatedEpoch) {
        if (configuration == null || next.getAndSet(new KnownMembership(configuration, activatedEpoch)) != null) {
            return;
        }
        writer.execute(this::write);
    }

    private void write() {
        KnownMembership knownMembership = next.getAndSet(null);
        try {
            place.write(knownMembership.configuration().format().number(), files.encode(knownMembership));
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "who is in the chain cannot be kept beside the data; a recovery would know less: {}", e.toString());
        }
    }

    /** What was told is written, unless the disk hangs. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("who is in the chain could not be kept in time; a recovery would know less");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
