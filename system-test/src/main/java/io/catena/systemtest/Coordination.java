package io.catena.systemtest;

/** The ZooKeeper of a cluster, with one or more servers. For one thread. */
public interface Coordination extends AutoCloseable {
    /** Starts the servers that do not run, on their data; returns when all of them serve. */
    void start();

    /** Kills all servers with kill -9. */
    void kill();

    /** {@code host:port,...} for clients. */
    String addresses();

    /** Ends all servers. */
    @Override
    void close();
}
