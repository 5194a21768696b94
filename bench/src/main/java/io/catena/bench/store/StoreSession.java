package io.catena.bench.store;

/** The access of one caller to a store. For one thread; arrays may be reused when a call has returned. */
public interface StoreSession extends AutoCloseable {
    /**
     * Writes a key. When it returns, the store has promised all that it is configured to promise.
     *
     * @throws Exception if the write may not have been done
     */
    void put(byte[] key, byte[] value) throws Exception;

    /**
     * Reads a key.
     *
     * @return null if there is no such key
     * @throws Exception if there was no answer
     */
    byte[] get(byte[] key) throws Exception;

    /** Writes a key that may not exist yet. Overridden for stores in which creating and changing differ. */
    default void create(byte[] key, byte[] value) throws Exception {
        put(key, value);
    }

    @Override
    default void close() {}
}
