package io.catena.server.node.replicas;

import static io.catena.server.threads.LastResort.guarded;

import io.catena.server.disk.ReplicaLoop;
import io.netty.util.concurrent.AbstractEventExecutor;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Adds tasks to the event loop, which runs them in their order. Anything that a task throws ends the process.
 * Thread-safe.
 */
final class LoopQueue implements ReplicaLoop {
    private static final Runnable NOTHING = () -> {};

    private final Executor loop;
    private final Executor lazyLoop;
    private final Executor nextTurn;

    /**
     * @param loop runs tasks at once, or after its present work
     * @param lazyLoop likewise, but does not wake the loop: the task may wait for the next one that does
     * @param nextTurn runs a task on the loop after one complete turn of the loop
     */
    LoopQueue(Executor loop, Executor lazyLoop, Executor nextTurn) {
        this.loop = loop;
        this.lazyLoop = lazyLoop;
        this.nextTurn = nextTurn;
    }

    static LoopQueue of(AbstractEventExecutor loop) {
        // Due tasks are fetched once in a turn. Netty runs the tasks of execute() in batches: a task that adds itself
        // again would run in each batch.
        return new LoopQueue(loop, loop::lazyExecute, task -> loop.schedule(task, 0, TimeUnit.NANOSECONDS));
    }

    @Override
    public void inNextTurn(Runnable task) {
        nextTurn.execute(guarded(task));
    }

    @Override
    public void add(Runnable task) {
        loop.execute(guarded(task));
    }

    /**
     * Adds a task that wakes the loop only if the loop awaits it. If the loop begins to await it later, it does so in
     * one of its own turns, and it finds the task at the end of that turn.
     */
    @Override
    public void add(Runnable unguarded, BooleanSupplier awaited) {
        Runnable task = guarded(unguarded);
        if (awaited.getAsBoolean()) {
            loop.execute(task);
            return;
        }
        lazyLoop.execute(task);
        // That turn may have ended just before the task was added. Without the fence the check could come before the
        // task is visible.
        VarHandle.fullFence();
        if (awaited.getAsBoolean()) {
            loop.execute(NOTHING);
        }
    }
}
