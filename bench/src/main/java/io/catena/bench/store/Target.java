package io.catena.bench.store;

/** The client's side of a store: one class for each store that can be measured. Thread-safe. */
public interface Target extends AutoCloseable {
    /** For one more thread. It shares connections with others, or has one of its own, as suits the store best. */
    StoreSession storeSession() throws Exception;

    /** Ends all connections; sessions are of no use afterwards. */
    @Override
    void close();
}
