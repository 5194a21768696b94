package io.catena.server.disk;

import java.util.concurrent.Executor;

/** Runs all tasks on the same threads. */
record QueueOfTest(Executor threads, int lookUpThreads, Runnable givesWay) implements DiskQueue {
    @Override
    public Executor writer() {
        return threads;
    }

    @Override
    public Executor atLength() {
        return threads;
    }

    @Override
    public Executor reader() {
        return threads;
    }

    @Override
    public Executor lookUps() {
        return threads;
    }

    @Override
    public void giveWay() {
        givesWay.run();
    }
}
