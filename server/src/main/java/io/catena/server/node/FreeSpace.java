package io.catena.server.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the free space of the disk that a replica writes to, and tells when it falls below the reserve and when there
 * is room again: LevelDB maps its files into memory, and a full disk would end the process. On a thread of its own, since
 * a disk that hangs may not hold up anything else.
 */
final class FreeSpace implements AutoCloseable {
    /** How free space is found out. */
    @FunctionalInterface
    interface Gauge {
        long usableBytes() throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(FreeSpace.class);
    private static final long INTERVAL_MILLIS = 500;

    private final Gauge gauge;
    private final long reserveBytes;
    private final Consumer<Boolean> listener;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread watcher = new Thread(task, "catena-free-space");
        watcher.setDaemon(true);
        return watcher;
    });
    private boolean low;

    /** @param listener hears {@code true} when space is low, {@code false} when there is enough again */
    FreeSpace(Gauge gauge, long reserveBytes, Consumer<Boolean> listener) {
        this.gauge = gauge;
        this.reserveBytes = reserveBytes;
        this.listener = listener;
    }

    /** The disk that the directory lies on now. To find it takes a look at all that are mounted; to ask it does not. */
    static Gauge of(Path directory) throws IOException {
        return Files.getFileStore(directory)::getUsableSpace;
    }

    /** Looks once at once, then again and again. */
    void start() {
        look();
        thread.scheduleWithFixedDelay(this::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Space counts as low until an eighth more than the reserve is free, so that it does not come and go. */
    void look() {
        long usable;
        try {
            usable = gauge.usableBytes();
        } catch (IOException e) {
            LOG.warn("the free space of the disk cannot be found out: {}", e.toString());
            return;
        }
        boolean now = usable < (low ? reserveBytes + reserveBytes / 8 : reserveBytes);
        if (now != low) {
            low = now;
            if (low) {
                LOG.warn("{} bytes are free, less than the reserve of {}: no writes are taken", usable, reserveBytes);
            } else {
                LOG.info("{} bytes are free: writes are taken again", usable);
            }
            listener.accept(low);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
