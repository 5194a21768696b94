package io.catena.client;

/** What has started an operation and is told how it goes on. Leaders of queues call it, so no method may block. */
interface Caller {
    /** The operation has its result. Called once. */
    void done(PendingOperation<?, ?> operation);

    /** The attempt has failed; the caller decides whether to make another. */
    void attemptFailed(PendingOperation<?, ?> operation);

    /** The thread that waits for the operation and can lead a queue; null if no thread waits. */
    Thread thread();
}
