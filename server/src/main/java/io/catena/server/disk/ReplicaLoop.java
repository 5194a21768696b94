package io.catena.server.disk;

import java.util.function.BooleanSupplier;

/** The loop that owns a replica: runs one task after the other, in the order in which they were added. */
public interface ReplicaLoop {
    /** Runs the task soon. From any thread. */
    void add(Runnable task);

    /**
     * Runs the task soon if it is awaited, else with the next other task. From any thread.
     *
     * @param awaited tells on any thread whether the loop awaits it; that changes on the loop only
     */
    void add(Runnable task, BooleanSupplier awaited);

    /** On the loop: runs the task when the loop has looked at everything else once. */
    void inNextTurn(Runnable task);
}
