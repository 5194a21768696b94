package io.catena.bench.store;

import java.util.Optional;

/** The servers of one store as processes on this machine. For one thread. */
public interface Servers extends AutoCloseable {
    /** The name of the store in results. */
    String name();

    /** Why they cannot be started here, and how to change that; empty if they can be. */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /**
     * Starts them with empty data; returns when they serve.
     *
     * @throws ServersException if they do not serve in time
     */
    void start() throws ServersException, InterruptedException;

    /** Connects to them, for this number of threads. */
    Target connect(int threads) throws Exception;

    /** Ends the processes and removes their data, if they were started. */
    @Override
    void close();
}
