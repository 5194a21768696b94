package io.catena.server.node.replicas;

import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * An event loop as others hand tasks over to it. What comes after its end is dropped, as its connections and replicas are. Anything that
 * a task throws ends the process.
 */
public record OtherLoop(NettyScheduler loop) implements Executor {
    public OtherLoop(EventLoop loop) {
        this(new NettyScheduler(loop));
    }

    @Override
    public void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // It has ended.
            return;
        }
    }
}
