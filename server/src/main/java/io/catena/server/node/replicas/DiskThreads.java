package io.catena.server.node.replicas;

import io.catena.server.disk.DiskQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a replica that touch the disk: one writes and syncs, one reads what a successor lacks or what an operator
 * wants compared, and some look up keys for clients. None has a bound on its queue of its own: a replica has at most one
 * write and one such read under way, and bounds the look-ups.
 */
public final class DiskThreads implements DiskQueue, AutoCloseable {
    /** One that waits for the disk must not keep others from what is in memory, nor all of them the event loop from running. */
    static final int LOOK_UP_THREADS =
            Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));

    private final ExecutorService writer;
    private final ExecutorService reader;
    private final ExecutorService lookUps;

    public DiskThreads(int chain) {
        writer = Executors.newSingleThreadExecutor(task -> new Thread(task, "disk-writer-" + chain));
        reader = Executors.newSingleThreadExecutor(task -> daemon(task, "disk-reader-" + chain));
        lookUps = Executors.newFixedThreadPool(LOOK_UP_THREADS, task -> daemon(task, "look-ups-" + chain));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public ExecutorService writer() {
        return writer;
    }

    @Override
    public ExecutorService reader() {
        return reader;
    }

    @Override
    public ExecutorService lookUps() {
        return lookUps;
    }

    @Override
    public int lookUpThreads() {
        return LOOK_UP_THREADS;
    }

    @Override
    public void giveWay() {
        Thread.yield();
    }

    /** Lets what is under way end, for a few seconds. */
    @Override
    public void close() {
        writer.shutdown();
        reader.shutdown();
        lookUps.shutdown();
        try {
            if (!writer.awaitTermination(10, TimeUnit.SECONDS)) {
                writer.shutdownNow();
            }
            reader.awaitTermination(2, TimeUnit.SECONDS);
            lookUps.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
