package io.catena.server.disk;

import io.catena.server.chain.Event;
import io.catena.server.replica.ReplicaDisk;
import io.catena.server.runtime.Clock;
import io.catena.server.runtime.health.DiskWatch;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Carries out work on the threads that may wait for a disk, and brings its result back to the loop as an event for the
 * replica. Owned by the replica's loop.
 */
final class DiskWork {
    private final DiskQueue disk;
    private final ReplicaLoop loop;
    private final Clock clock;
    private final DiskWatch watch;
    private final ReplicaDisk.Listener listener;

    DiskWork(StoreDisk.Ports ports, DiskWatch watch, ReplicaDisk.Listener listener) {
        this.disk = ports.disk();
        this.loop = ports.loop();
        this.clock = ports.clock();
        this.watch = watch;
        this.listener = listener;
    }

    /** Runs work on the disk's writer and measures its time. */
    void write(Supplier<Event> work) {
        watch.begins(clock.nanoTime());
        run(disk.writer(), work, listener::awaitsDisk, watch::ends, listener::writeFailed);
    }

    /** As {@link #write}, for work that first deletes all data of the store: its time says nothing about the disk. */
    void writeAtLength(Supplier<Event> work) {
        run(disk.writer(), work, () -> true, endNanos -> {}, listener::writeFailed);
    }

    /** As {@link #write}, for work that syncs nothing. */
    void apply(Supplier<Event> work) {
        run(disk.writer(), work, listener::awaitsDisk, endNanos -> {}, listener::writeFailed);
    }

    void read(Supplier<Event> work) {
        run(disk.reader(), work, () -> true, endNanos -> {}, listener::readFailed);
    }

    /** @param succeeded is called with the end of the work, on the loop, before the listener gets the event */
    private void run(
            Executor thread,
            Supplier<Event> work,
            BooleanSupplier awaited,
            LongConsumer succeeded,
            Consumer<Throwable> failed) {
        thread.execute(() -> {
            try {
                Event event = work.get();
                long endNanos = clock.nanoTime();
                loop.add(
                        () -> {
                            succeeded.accept(endNanos);
                            listener.done(event);
                        },
                        awaited);
            } catch (RuntimeException | Error e) {
                loop.add(() -> failed.accept(e));
            }
        });
    }
}
