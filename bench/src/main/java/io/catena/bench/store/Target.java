package io.catena.bench.store;

/** The client side of a store; each store has a class of its own. Thread-safe. */
public interface Target extends AutoCloseable {
    /** A session for one more thread. It shares a connection or has its own, whichever suits the store best. */
    StoreSession storeSession() throws Exception;

    /** Closes all connections; sessions cannot be used afterwards. */
    @Override
    void close();
}
