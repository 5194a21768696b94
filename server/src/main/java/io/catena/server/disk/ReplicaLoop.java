package io.catena.server.disk;

import java.util.function.BooleanSupplier;

/** The loop that owns a replica: runs one task after the other, in the order in which they were added. */
public interface ReplicaLoop {
    /** Runs the task soon. From any thread. */
    void add(Runnable task);

    /**
     * Runs the task soon if it is awaited, else together with the next other task. From any thread.
     *
     * @param awaited tells, on any thread, whether the loop awaits the task; its value changes only on the loop
     */
    void add(Runnable task, BooleanSupplier awaited);

    /** To be called on the loop: runs the task after the loop has looked at everything else once. */
    void inNextTurn(Runnable task);
}
