package io.catena.server.node.health;

import io.catena.server.chain.Space;
import io.catena.server.threads.LastResort;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the free space of the disk that a replica writes to, and reports when it falls below the reserve or a quarter
 * of it, and when there is space again: LevelDB maps its files into memory, so that a full disk would end the process.
 * Also reports before that when space becomes scarce, so that files that are not needed are deleted first. Runs on a
 * thread of its own, because a disk that hangs must not delay anything else.
 */
public final class FreeSpace implements AutoCloseable {
    /** Measures the free space. */
    @FunctionalInterface
    interface Gauge {
        long usableBytes() throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(FreeSpace.class);
    private static final long SHORTEST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    /** A disk that fills faster than this may become full between two checks (docs/faults.md, row 20). */
    private static final long BYTES_PER_MILLI = 1_000_000;

    private final Gauge gauge;
    private final Mark low;
    private final Mark out;
    private final Mark scarce;
    private final Consumer<Space> listener;
    private final Consumer<Boolean> scarceListener;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread watcher = new Thread(task, "catena-free-space");
        watcher.setDaemon(true);
        return watcher;
    });

    /** Used by its own thread after the first check. */
    private long pauseMillis;

    /**
     * A number of free bytes below which a state begins. The state ends an eighth above it, so that it does not change
     * at each check.
     */
    private static final class Mark {
        private final long bytes;
        private boolean below;

        Mark(long bytes) {
            this.bytes = bytes;
        }

        /** Returns whether the state has begun or ended with this check. */
        boolean look(long usable) {
            boolean before = below;
            below = usable < (before ? bytes + bytes / 8 : bytes);
            return below != before;
        }
    }

    /**
     * Does not start before {@link #start}.
     *
     * @param listener gets the state whenever it changes; before the first change there is enough space
     * @param scarceListener gets {@code true} when less than twice the reserve is free, {@code false} when more is
     */
    public FreeSpace(Gauge gauge, long reserveBytes, Consumer<Space> listener, Consumer<Boolean> scarceListener) {
        this.gauge = gauge;
        this.listener = listener;
        this.scarceListener = scarceListener;
        this.out = new Mark(reserveBytes / 4);
        this.low = new Mark(reserveBytes);
        this.scarce = new Mark(2 * reserveBytes);
    }

    /**
     * Measures the disk of the directory. It does not determine the mount, because the JDK cannot do that in a chroot.
     */
    public static Gauge of(Path directory) {
        File file = directory.toFile();
        return () -> {
            long usable = file.getUsableSpace();
            if (usable == 0 && file.getTotalSpace() == 0) {
                throw new IOException("the system does not report the free space of " + directory);
            }
            return usable;
        };
    }

    /** Checks now and then repeatedly: the more space is free, the less often. */
    public void start() {
        pauseMillis = SHORTEST_PAUSE_MILLIS;
        LastResort.surviving("the check of the free space", () -> pauseMillis = look())
                .run();
        schedule();
    }

    private void schedule() {
        try {
            thread.schedule(this::start, pauseMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed meanwhile", e);
        }
    }

    /** @return how long space will last until it is scarce, within bounds, in milliseconds */
    long look() {
        long usable;
        try {
            usable = gauge.usableBytes();
        } catch (IOException e) {
            LOG.warn("the free space of the disk cannot be measured: {}", e.toString());
            return SHORTEST_PAUSE_MILLIS;
        }
        if (scarce.look(usable)) {
            scarceListener.accept(scarce.below);
        }
        boolean lowChanges = low.look(usable);
        boolean outChanges = out.look(usable);
        if (lowChanges || outChanges) {
            Space space = out.below ? Space.OUT : low.below ? Space.LOW : Space.ENOUGH;
            log(space, usable);
            listener.accept(space);
        }
        long lastsMillis = (usable - scarce.bytes) / BYTES_PER_MILLI;
        return Math.max(SHORTEST_PAUSE_MILLIS, Math.min(lastsMillis, LONGEST_PAUSE_MILLIS));
    }

    private void log(Space space, long usable) {
        switch (space) {
            case OUT ->
                LOG.warn("{} bytes are free, less than {}: the chain takes no writes at" + " all", usable, out.bytes);
            case LOW ->
                LOG.warn(
                        "{} bytes are free, less than the reserve of {}: the chain takes deletes" + " only",
                        usable,
                        low.bytes);
            case ENOUGH -> LOG.info("{} bytes are free: enough for writes again", usable);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
