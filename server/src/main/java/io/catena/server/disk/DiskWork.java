package io.catena.server.disk;

import io.catena.server.chain.Event;
import io.catena.server.replica.ReplicaDisk;
import io.catena.server.runtime.Clock;
import io.catena.server.runtime.health.DiskWatch;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Carries out work on the threads that may wait for a disk, and brings its result back to the loop as an event for the
 * replica. Owned by the replica's loop.
 */
final class DiskWork {
    /** What changes the store. */
    interface Write {
        /** Completed by any thread, when it is on the disk. */
        CompletableFuture<Void> begin();

        /** What the replica hears then. */
        Event done();
    }

    private final DiskQueue disk;
    private final ReplicaWrites writes;
    private final ReplicaLoop loop;
    private final Clock clock;
    private final DiskWatch watch;
    private final ReplicaDisk.Listener listener;

    DiskWork(StoreDisk.Ports ports, DiskWatch watch, ReplicaDisk.Listener listener) {
        this.disk = ports.disk();
        this.writes = ports.writes();
        this.loop = ports.loop();
        this.clock = ports.clock();
        this.watch = watch;
        this.listener = listener;
    }

    /** Carries out a write and measures its time. */
    void write(Write write) {
        watch.begins(clock.nanoTime());
        writes.add(() -> begin(write, listener::awaitsDisk, watch::ends));
    }

    /** As {@link #write}, for one that takes longer than a sync. */
    void install(Write write) {
        watch.begins(clock.nanoTime());
        writes.addAtLength(() -> begin(write, listener::awaitsDisk, watch::ends));
    }

    /** As {@link #write}, for one that first deletes all data of the store: its time says nothing about the disk. */
    void writeAtLength(Write write) {
        writes.addAtLength(() -> begin(write, () -> true, endNanos -> {}));
    }

    /** As {@link #write}, for one that syncs nothing: what comes behind it waits for it all the same. */
    void apply(Write write) {
        watch.begins(clock.nanoTime());
        writes.add(() -> begin(write, listener::awaitsDisk, endNanos -> watch.endsWithoutSync()));
    }

    /** @param succeeded is called with the end of the work, on the loop, before the listener gets the event */
    private CompletionStage<Void> begin(Write write, BooleanSupplier awaited, LongConsumer succeeded) {
        CompletableFuture<Void> end;
        try {
            end = write.begin();
        } catch (RuntimeException | Error e) {
            end = CompletableFuture.failedFuture(e);
        }
        return end.whenComplete((nothing, e) -> {
            if (e == null) {
                tell(write.done(), awaited, succeeded);
            } else {
                loop.add(() -> listener.writeFailed(e instanceof CompletionException ? e.getCause() : e));
            }
        });
    }

    void read(Supplier<Event> work) {
        disk.reader().execute(() -> {
            try {
                tell(work.get(), () -> true, endNanos -> {});
            } catch (RuntimeException | Error e) {
                loop.add(() -> listener.readFailed(e));
            }
        });
    }

    private void tell(Event event, BooleanSupplier awaited, LongConsumer succeeded) {
        long endNanos = clock.nanoTime();
        loop.add(
                () -> {
                    succeeded.accept(endNanos);
                    listener.done(event);
                },
                awaited);
    }
}
