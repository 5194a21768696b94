package io.catena.server.storage;

import io.catena.server.chain.Key;
import io.catena.server.chain.VersionedValue;

/** What keys hold according to the records applied so far. Thread-safe. */
public interface StoreReader {
    /**
     * What the key holds; {@link VersionedValue#ABSENT} if it does not exist. May wait for the disk: not for an event loop.
     *
     * @throws IncompleteStoreException while a snapshot is being received
     */
    VersionedValue get(Key key);

    /**
     * What the key holds if memory tells, which takes no longer than a look into a map; null if only the disk does.
     *
     * @throws IncompleteStoreException while a snapshot is being received
     */
    VersionedValue getFromMemory(Key key);
}
