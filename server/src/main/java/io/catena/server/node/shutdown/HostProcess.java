package io.catena.server.node.shutdown;

import java.util.concurrent.CompletableFuture;

/** The operating system's process of the node, as far as the node's end uses it. Thread-safe. */
interface HostProcess {
    /** Runs the task when the process is asked to terminate (SIGTERM, SIGINT); the process ends when the task has. */
    void onTermination(Runnable task);

    /** Runs the task on a new thread. */
    void inBackground(String thread, Runnable task);

    /**
     * Waits for the end, at most for the given time; returns whether it came in time. An interrupt counts as a
     * time-out.
     */
    boolean await(CompletableFuture<Integer> end, long seconds);

    void pause(long millis);

    /** Ends the process at once: it flushes nothing and informs no other process. */
    void halt(int code);
}
