package io.catena.server.storage.files;

/** The store was closed before or during the call; nothing was changed. */
public final class StoreClosedException extends StoreException {
    private static final long serialVersionUID = 1;

    public StoreClosedException() {
        super("the store is closed");
    }
}
