package io.catena.server.storage.files;

/**
 * A write failed, and it is not known how much of it is on the disk. The store takes no more writes: stop the process
 * and start it again; what it then finds is whole. A failed fsync must never be tried again, because the kernel has
 * marked the pages clean.
 */
public final class StoreWriteException extends StoreException {
    private static final long serialVersionUID = 1;

    public StoreWriteException(String message) {
        super(message);
    }

    public StoreWriteException(String message, Throwable cause) {
        super(message, cause);
    }
}
