package io.catena.bench.store;

/** One caller's way to a store. For one thread; arrays may be used again once a call has returned. */
public interface StoreSession extends AutoCloseable {
    /**
     * Writes a key. When it returns, the store has promised all that it is configured to promise.
     *
     * @throws Exception if it is not certain that this was done
     */
    void put(byte[] key, byte[] value) throws Exception;

    /**
     * Reads a key.
     *
     * @return null if there is no such key
     * @throws Exception if there was no answer
     */
    byte[] get(byte[] key) throws Exception;

    /** Writes a key that may not exist yet. Only stores that tell the two apart do it in another way. */
    default void create(byte[] key, byte[] value) throws Exception {
        put(key, value);
    }

    @Override
    default void close() {}
}
