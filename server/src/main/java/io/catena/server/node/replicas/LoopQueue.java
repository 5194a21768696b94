package io.catena.server.node.replicas;

import static io.catena.server.threads.LastResort.guarded;

import io.catena.server.disk.ReplicaLoop;
import io.netty.util.concurrent.AbstractEventExecutor;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The event loop's tasks, first in, first out; what one of them throws ends the process. From any thread. */
final class LoopQueue implements ReplicaLoop {
    private static final Runnable NOTHING = () -> {};

    private final Executor loop;
    private final Executor lazyLoop;
    private final Executor nextTurn;

    /**
     * @param loop runs tasks at once, or after what it is doing
     * @param lazyLoop likewise, but nothing wakes it: they may wait for the next task that does
     * @param nextTurn runs a task that is given to it on the loop when the loop has been round once
     */
    LoopQueue(Executor loop, Executor lazyLoop, Executor nextTurn) {
        this.loop = loop;
        this.lazyLoop = lazyLoop;
        this.nextTurn = nextTurn;
    }

    static LoopQueue of(AbstractEventExecutor loop) {
        // Tasks that are due are fetched once in a turn. Netty runs what execute() takes in batches, and a task that
        // adds
        // itself again would be in each of them.
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
     * The task wakes the loop only if it is awaited. Whatever makes the loop await it later happens in one of the
     * loop's own turns, and at the end of that turn the task is found.
     */
    @Override
    public void add(Runnable unguarded, BooleanSupplier awaited) {
        Runnable task = guarded(unguarded);
        if (awaited.getAsBoolean()) {
            loop.execute(task);
            return;
        }
        lazyLoop.execute(task);
        // That turn may have ended just before the task was there. Without the fence the look could come before the
        // task.
        VarHandle.fullFence();
        if (awaited.getAsBoolean()) {
            loop.execute(NOTHING);
        }
    }
}
