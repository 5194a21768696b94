package io.catena.systemtest;

/** The ZooKeeper that a cluster uses, of one server or more. For one thread. */
public interface Coordination extends AutoCloseable {
    /** Starts what does not run, on its data; returns when all of it serves. */
    void start();

    /** kill -9 of all servers. */
    void kill();

    /** {@code host:port,...} for clients. */
    String addresses();

    /** Ends all servers. */
    @Override
    void close();
}
