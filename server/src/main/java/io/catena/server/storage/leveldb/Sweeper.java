package io.catena.server.storage.leveldb;

import io.catena.server.storage.files.StoreClosedException;
import io.catena.server.threads.LastResort;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link Sweep} now and then while space is scarce and something was written since the last one. On a thread of its
 * own. It takes at most a fifth of the time.
 */
public final class Sweeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final long PAUSE_MILLIS = 5_000;
    /** After a sweep there is none for this number of times as long as it took. */
    private static final int REST = 4;
    /** What LevelDB writes before it removes anything. With less free, a full disk would end the process. */
    private static final long ROOM_BYTES = 40 << 20;

    private final File directory;
    private final Database database;
    private final ContentOwner owner;
    private final byte[] filler;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(body -> {
        Thread sweeper = new Thread(body, "sweeper");
        sweeper.setDaemon(true);
        return sweeper;
    });

    private volatile boolean spaceIsScarce;
    private volatile boolean closed;
    /** Its own thread's, like the next. */
    private long sweptSeq = -1;

    private long restsUntilNanos = System.nanoTime();

    /** @param filler a key for nothing but bytes that are to be in the way */
    public Sweeper(Path directory, Database database, ContentOwner owner, byte[] filler) {
        this.directory = directory.toFile();
        this.database = database;
        this.owner = owner;
        this.filler = filler.clone();
        thread.scheduleWithFixedDelay(
                LastResort.surviving("bringing back space", this::look),
                PAUSE_MILLIS,
                PAUSE_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** From any thread. */
    public void spaceIsScarce(boolean scarce) {
        spaceIsScarce = scarce;
    }

    private void look() {
        long beganNanos = System.nanoTime();
        long seq = owner.flushed();
        if (!spaceIsScarce || seq == sweptSeq || beganNanos - restsUntilNanos < 0 || !mayGoOn()) {
            return;
        }
        sweptSeq = seq;
        long before = directory.getUsableSpace();
        try {
            new Sweep(database, new TablesInUse(directory.toPath()), owner, filler, this::mayGoOn).run();
        } catch (StoreClosedException e) {
            LOG.debug("closed meanwhile", e);
            return;
        } catch (IOException e) {
            if (closed) {
                return;
            }
            LOG.warn("the space of what was deleted cannot be brought back", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        long tookNanos = System.nanoTime() - beganNanos;
        restsUntilNanos = System.nanoTime() + REST * tookNanos;
        LOG.info(
                "space is scarce: what was deleted or overwritten was swept out in {} ms; {} bytes are free, before it {}",
                TimeUnit.NANOSECONDS.toMillis(tookNanos),
                directory.getUsableSpace(),
                before);
    }

    private boolean mayGoOn() {
        return !closed && spaceIsScarce && directory.getUsableSpace() >= ROOM_BYTES;
    }

    /** A sweep that is under way ends before its next step. */
    @Override
    public void close() {
        closed = true;
        thread.shutdown();
    }
}
