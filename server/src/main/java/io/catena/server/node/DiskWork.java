package io.catena.server.node;

import io.catena.server.chain.Event;
import io.catena.server.replica.ReplicaDisk;
import io.catena.server.runtime.health.DiskWatch;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Carries out work on the disk threads, and brings its result back to the event loop as an event for the replica. Owned by
 * the event loop.
 */
final class DiskWork {
    private final DiskThreads disk;
    private final DiskWatch watch;
    private final LoopQueue loop;
    private final ReplicaDisk.Listener listener;

    DiskWork(DiskThreads disk, DiskWatch watch, LoopQueue loop, ReplicaDisk.Listener listener) {
        this.disk = disk;
        this.watch = watch;
        this.loop = loop;
        this.listener = listener;
    }

    /** On the disk's writer, whose time is measured. */
    void write(Supplier<Event> work) {
        watch.begins(System.nanoTime());
        run(disk.writer(), work, listener::awaitsDisk, watch::ends, listener::writeFailed);
    }

    /** As {@link #write} for what first removes all that was there: how long that takes says nothing about the disk. */
    void writeAtLength(Supplier<Event> work) {
        run(disk.writer(), work, () -> true, endNanos -> {}, listener::writeFailed);
    }

    /** As {@link #write} for what syncs nothing. */
    void apply(Supplier<Event> work) {
        run(disk.writer(), work, listener::awaitsDisk, endNanos -> {}, listener::writeFailed);
    }

    void read(Supplier<Event> work) {
        run(disk.reader(), work, () -> true, endNanos -> {}, listener::readFailed);
    }

    /** @param succeeded is told when the work ended, on the event loop, before the event is */
    private void run(
            Executor thread,
            Supplier<Event> work,
            BooleanSupplier awaited,
            LongConsumer succeeded,
            Consumer<Throwable> failed) {
        thread.execute(() -> {
            try {
                Event event = work.get();
                long endNanos = System.nanoTime();
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
