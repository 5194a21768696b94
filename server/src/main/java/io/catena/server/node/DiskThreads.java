package io.catena.server.node;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The two threads of a replica that touch the disk: one writes and syncs, one reads what a successor lacks or what an
 * operator wants compared. Neither has a bound on its queue of its own: a replica has at most one write and one such
 * read under way.
 */
final class DiskThreads implements AutoCloseable {
    private final ExecutorService writer;
    private final ExecutorService reader;

    DiskThreads(int chain) {
        writer = Executors.newSingleThreadExecutor(task -> new Thread(task, "disk-writer-" + chain));
        reader = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "disk-reader-" + chain);
            thread.setDaemon(true);
            return thread;
        });
    }

    ExecutorService writer() {
        return writer;
    }

    ExecutorService reader() {
        return reader;
    }

    /** Lets what is under way end, for a few seconds. */
    @Override
    public void close() {
        writer.shutdown();
        reader.shutdown();
        try {
            if (!writer.awaitTermination(10, TimeUnit.SECONDS)) {
                writer.shutdownNow();
            }
            reader.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
