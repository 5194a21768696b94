package io.catena.server.disk;

import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * The writes of one replica, over all its lives: one after the other, in the order in which they were added, on threads that are
 * shared with other replicas. Thread-safe.
 */
public final class ReplicaWrites {
    private final DiskQueue disk;
    /** Guarded by this, like the next. */
    private final ArrayDeque<Write> waiting = new ArrayDeque<>();

    private boolean underWay;

    /** What is to run, on which threads. Its end is that of what it returns. */
    private record Write(Executor threads, Supplier<? extends CompletionStage<?>> work) {}

    public ReplicaWrites(DiskQueue disk) {
        this.disk = disk;
    }

    /** Adds a write that takes no longer than a sync. */
    public void add(Supplier<? extends CompletionStage<?>> work) {
        add(new Write(disk.writer(), work));
    }

    /** Adds a write, or anything that must come in turn with writes, that may take long. */
    public void addAtLength(Supplier<? extends CompletionStage<?>> work) {
        add(new Write(disk.atLength(), work));
    }

    private void add(Write write) {
        synchronized (this) {
            if (underWay) {
                waiting.addLast(write);
                return;
            }
            underWay = true;
        }
        write.threads().execute(() -> run(write));
    }

    private void run(Write write) {
        CompletionStage<?> end;
        try {
            end = write.work().get();
        } catch (RuntimeException | Error e) {
            ended();
            throw e;
        }
        end.whenComplete((nothing, e) -> ended());
    }

    private void ended() {
        Write next;
        synchronized (this) {
            next = waiting.pollFirst();
            underWay = next != null;
        }
        if (next != null) {
            try {
                next.threads().execute(() -> run(next));
            } catch (RejectedExecutionException e) {
                // The node ends: what waits is void.
                synchronized (this) {
                    waiting.clear();
                }
            }
        }
    }
}
