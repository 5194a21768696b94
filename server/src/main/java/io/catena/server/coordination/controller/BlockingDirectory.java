package io.catena.server.coordination.controller;

import io.catena.server.chain.Configuration;
import io.catena.server.controller.decision.Observation;
import io.catena.server.controller.loop.Directory;
import io.catena.server.controller.loop.Outcome;
import io.catena.server.runtime.Scheduler;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory port on calls that block. They are made on a thread that may block, one after the other. An unexpected
 * exception is logged, and one second later it is answered as a call with an unknown outcome.
 */
public final class BlockingDirectory implements Directory {
    private static final Logger LOG = LoggerFactory.getLogger(BlockingDirectory.class);
    private static final long AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ChainDirectory directory;
    private final Scheduler thread;

    /** A call that blocks. */
    @FunctionalInterface
    private interface Write {
        Outcome make() throws ChainDirectory.UnavailableException, ChainDirectory.UnreadableException;
    }

    /** @param thread runs nothing else, or only tasks that may wait for such a call */
    public BlockingDirectory(ChainDirectory directory, Scheduler thread) {
        this.directory = directory;
        this.thread = thread;
    }

    @Override
    public void read(Consumer<Reading> then) {
        thread.execute(() -> {
            try {
                then.accept(directory.read());
            } catch (ChainDirectory.UnavailableException e) {
                then.accept(new Reading.Unavailable(e.getMessage()));
            } catch (ChainDirectory.UnreadableException e) {
                then.accept(new Reading.Unreadable(e.getMessage()));
            } catch (RuntimeException e) {
                failed(e, () -> then.accept(new Reading.Unavailable(e.toString())));
            }
        });
    }

    @Override
    public void publish(int term, Observation seen, Configuration next, Consumer<Written> then) {
        write(() -> directory.publish(term, seen, next), then);
    }

    @Override
    public void explain(int term, String note, Consumer<Written> then) {
        write(() -> directory.explain(term, note), then);
    }

    private void write(Write write, Consumer<Written> then) {
        thread.execute(() -> {
            try {
                then.accept(Written.of(write.make()));
            } catch (ChainDirectory.UnavailableException e) {
                LOG.debug("the outcome of a write is unknown", e);
                then.accept(Written.of(Outcome.UNKNOWN));
            } catch (ChainDirectory.UnreadableException e) {
                then.accept(new Written(Outcome.UNWRITABLE, e.getMessage()));
            } catch (RuntimeException e) {
                failed(e, () -> then.accept(Written.of(Outcome.UNKNOWN)));
            }
        });
    }

    private void failed(RuntimeException e, Runnable then) {
        LOG.error("a call of the directory failed", e);
        thread.schedule(AFTER_FAILURE_NANOS, then);
    }
}
