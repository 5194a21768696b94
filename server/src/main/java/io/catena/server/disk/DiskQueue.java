package io.catena.server.disk;

import java.util.concurrent.Executor;

/**
 * Runs tasks that may wait for a disk, never on a replica's loop. Tasks that are added after the end do not run, or are
 * refused with a {@link java.util.concurrent.RejectedExecutionException}.
 */
public interface DiskQueue {
    /** Runs one task after the other, in their order, each of which waits for one sync at most. */
    Executor writer();

    /** Runs one task after the other, in their order, in parallel to the {@link #writer}. They may take long. */
    Executor atLength();

    /** Runs one task after the other, in their order, in parallel to the {@link #writer}. */
    Executor reader();

    /** Runs up to {@link #lookUpThreads} tasks at a time. */
    Executor lookUps();

    int lookUpThreads();

    /** To be called in a task: lets other threads run that wait for a processor. */
    void giveWay();
}
