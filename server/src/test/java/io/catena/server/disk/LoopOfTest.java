package io.catena.server.disk;

import java.util.function.BooleanSupplier;

/** Runs tasks at once, and never the tasks for the next turn. */
final class LoopOfTest implements ReplicaLoop {
    @Override
    public void add(Runnable task) {
        task.run();
    }

    @Override
    public void add(Runnable task, BooleanSupplier awaited) {
        task.run();
    }

    @Override
    public void inNextTurn(Runnable task) {}
}
