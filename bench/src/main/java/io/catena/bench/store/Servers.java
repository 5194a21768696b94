package io.catena.bench.store;

import java.util.Optional;

/** The servers of one store as processes on this machine. For one thread. */
public interface Servers extends AutoCloseable {
    /** The store's name, as it stands in results. */
    String name();

    /** Why they cannot be started here, and how to change that; empty if they can. */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /**
     * Starts them on empty data; returns when they serve.
     *
     * @throws ServersException if they do not
     */
    void start() throws ServersException, InterruptedException;

    /** What connects to them, made for so many threads. */
    Target connect(int threads) throws Exception;

    /** Ends the processes and removes their data, if they were started. */
    @Override
    void close();
}
