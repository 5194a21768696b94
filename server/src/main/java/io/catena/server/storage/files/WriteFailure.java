package io.catena.server.storage.files;

/** Whether a write of a node's store has failed: then nothing of the node is written any more (D9). Thread-safe. */
public final class WriteFailure {
    /** Null while none has. */
    private volatile Throwable cause;

    /** A write has failed. The first one counts. */
    public synchronized void note(Throwable e) {
        cause = cause == null ? e : cause;
    }

    public boolean isKnown() {
        return cause != null;
    }

    /** @throws StoreWriteException if a write has failed */
    public void check() {
        if (cause != null) {
            throw new StoreWriteException("an earlier write failed; stop the process and find out why", cause);
        }
    }
}
