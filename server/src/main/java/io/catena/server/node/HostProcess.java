package io.catena.server.node;

import java.util.concurrent.CompletableFuture;

/** The operating system's process that the node runs in, as its end needs it. Thread-safe. */
interface HostProcess {
    /** Runs the task when the process is asked to terminate (SIGTERM, SIGINT); the process ends when the task has. */
    void onTermination(Runnable task);

    /** Runs the task on a thread of its own. */
    void inBackground(String thread, Runnable task);

    /** Waits for the end; returns whether it came in time. */
    boolean await(CompletableFuture<Integer> end, long seconds);

    void pause(long millis);

    /** Ends the process on the spot: nothing is flushed, nobody is told. */
    void halt(int code);
}
