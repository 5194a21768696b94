package io.catena.server.storage;

/**
 * What lies on the disk is not what was written. Nothing of the replica can be relied on: stop it, set its directory
 * aside ({@link DataDirectory#setAside}) and let it copy the chain's state anew.
 */
public final class CorruptStoreException extends StoreException {
    private static final long serialVersionUID = 1;

    public CorruptStoreException(String message) {
        super(message);
    }

    public CorruptStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
