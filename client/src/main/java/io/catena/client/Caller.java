package io.catena.client;

/** Who started an operation and must hear of it. Called by leaders of lanes: must not block. */
interface Caller {
    /** The operation has its result. Called once. */
    void done(Operation<?, ?> operation);

    /** The attempt has failed; the caller decides whether to make another. */
    void attemptFailed(Operation<?, ?> operation);

    /** The thread that waits and can lead a lane; null if none does. */
    Thread thread();
}
