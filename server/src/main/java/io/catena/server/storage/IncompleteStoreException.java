package io.catena.server.storage;

import io.catena.server.storage.files.StoreException;

/** The replica's key space is a snapshot received in part, so it answers nothing. Ask again when it is complete. */
public final class IncompleteStoreException extends StoreException {
    private static final long serialVersionUID = 1;

    public IncompleteStoreException() {
        super("the replica's data is still being received; ask again when the replica has joined");
    }
}
