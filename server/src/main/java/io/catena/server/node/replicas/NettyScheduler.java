package io.catena.server.node.replicas;

import static io.catena.server.threads.LastResort.guarded;

import io.catena.server.runtime.Scheduler;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/** The event loop as a scheduler. Anything that a task throws ends the process. */
public record NettyScheduler(EventLoop loop) implements Scheduler {
    @Override
    public void execute(Runnable task) {
        loop.execute(guarded(task));
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        loop.schedule(guarded(task), delayNanos, TimeUnit.NANOSECONDS);
    }
}
