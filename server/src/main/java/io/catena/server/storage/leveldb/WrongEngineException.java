package io.catena.server.storage.leveldb;

import io.catena.server.storage.files.StoreException;

/** Another LevelDB wrote the directory. It was left as it is. */
public final class WrongEngineException extends StoreException {
    private static final long serialVersionUID = 1;

    public WrongEngineException(String message) {
        super(message);
    }
}
