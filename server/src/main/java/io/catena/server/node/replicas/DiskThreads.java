package io.catena.server.node.replicas;

import io.catena.server.disk.DiskQueue;
import io.catena.server.disk.LookUps;
import io.catena.server.disk.ReadBounds;
import io.catena.server.disk.SnapshotPace;
import io.catena.server.disk.StoreDisk;
import io.catena.server.rpc.inbound.SlowReaders;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a node that use the disk: one writes and syncs; one does what takes longer, as the removal of all content of a
 * replica; one reads what a successor lacks or what a digest needs; some look up keys for clients. Their queues have no bounds
 * of their own: a replica has at most one write and one such read under way, and limits the look-ups itself.
 */
public final class DiskThreads implements DiskQueue, SlowReaders, AutoCloseable {
    /**
     * More than one, so that a look-up that waits for the disk does not delay those that memory can answer; at most
     * half of the processors, so that the event loop can run.
     */
    static final int LOOK_UP_THREADS =
            Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));

    private final ExecutorService writer;
    private final ExecutorService atLength;
    private final ExecutorService reader;
    private final ExecutorService lookUps;

    private final StoreDisk.OfNode shared;

    /** @param pace of the snapshots that the node sends */
    public DiskThreads(SnapshotPace pace) {
        shared = new StoreDisk.OfNode(new LookUps(this, ReadBounds.standard()), pace);
        writer = Executors.newSingleThreadExecutor(task -> new Thread(task, "disk-writer"));
        atLength = Executors.newSingleThreadExecutor(task -> new Thread(task, "disk-at-length"));
        reader = Executors.newSingleThreadExecutor(task -> daemon(task, "disk-reader"));
        lookUps = Executors.newFixedThreadPool(LOOK_UP_THREADS, task -> daemon(task, "look-ups"));
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
    public ExecutorService atLength() {
        return atLength;
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

    /** What all replicas share. */
    StoreDisk.OfNode shared() {
        return shared;
    }

    @Override
    public void holdUp(long connection) {
        shared.lookUps().holdUp(connection);
    }

    @Override
    public void goOn(long connection) {
        shared.lookUps().goOn(connection);
    }

    @Override
    public void giveWay() {
        Thread.yield();
    }

    /** Lets running tasks end: waits up to 5 s each for those that write and 2 s each for the others. */
    @Override
    public void close() {
        writer.shutdown();
        atLength.shutdown();
        reader.shutdown();
        lookUps.shutdown();
        try {
            if (!atLength.awaitTermination(5, TimeUnit.SECONDS)) {
                atLength.shutdownNow();
            }
            if (!writer.awaitTermination(5, TimeUnit.SECONDS)) {
                writer.shutdownNow();
            }
            reader.awaitTermination(2, TimeUnit.SECONDS);
            lookUps.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
