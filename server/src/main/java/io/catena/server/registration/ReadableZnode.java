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

    /**
     * Reads it in the session that has caught up last: in another one, what is read may be older than what was read
     * before, and counts as no answer. Answers once, later, or never if the process ends.
     */
    void read(Consumer<ZnodeReading<T>> then);
}
