package io.catena.server.disk;

import java.util.concurrent.Executor;

/**
 * Where tasks run that may wait for a disk: never on a replica's loop. Tasks that are handed over after the end do not run, or
 * are refused with a {@link java.util.concurrent.RejectedExecutionException}.
 */
public interface DiskQueue {
    /** One task after the other, in their order. */
    Executor writer();

    /** Likewise, beside the {@link #writer}. */
    Executor reader();

    /** Up to {@link #lookUpThreads} tasks at a time. */
    Executor lookUps();

    int lookUpThreads();

    /** In a task: lets others that lack a processor go first. */
    void giveWay();
}
