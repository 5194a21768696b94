package io.catena.server.registration;

import java.util.function.Consumer;

/**
 * A znode that this process reads.
 *
 * @param <T> what it holds
 */
public interface ReadableZnode<T> {
    /** Where it is, as {@link SessionPort#watch} takes it. */
    String path();

    /** Answers once, later, or never if the process ends. */
    void read(Consumer<ZnodeReading<T>> then);
}
