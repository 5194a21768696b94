package io.catena.server.registration;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * The znode in which this process registers something, as long as its session lasts. Each call is answered once, later,
 * or never if the process ends.
 *
 * @param <T> what is registered
 */
public interface EphemeralZnode<T> {
    /**
     * The result of a look.
     *
     * @param known whether ZooKeeper has answered
     * @param content what the znode holds; empty if there is none
     */
    record State<T>(boolean known, Optional<Content<T>> content) {
        public static <T> State<T> unknown() {
            return new State<>(false, Optional.empty());
        }
    }

    /**
     * A znode that is there.
     *
     * @param value empty if it cannot be understood
     * @param ours whether the present session has made it
     * @param version tells this content from that at another time; only the port knows its meaning
     */
    record Content<T>(Optional<T> value, boolean ours, Object version) {}

    /** Where it is, as {@link SessionPort#watch} takes it. */
    String path();

    void read(Consumer<State<T>> then);

    /**
     * Creates the znode, on condition that there is none.
     *
     * @param done whether that is certain
     */
    void create(T value, Consumer<Boolean> done);

    /**
     * Deletes the znode, if it is the one that was seen, and creates it anew, in one step: it belongs to the present
     * session then.
     */
    void replace(Content<T> seen, T value, Consumer<Boolean> done);

    /** Changes the znode, if it is the one that was seen; it still belongs to the session that made it. */
    void change(Content<T> seen, T value, Consumer<Boolean> done);

    /** Deletes the znode, if it is the one that was seen. */
    void delete(Content<T> seen, Consumer<Boolean> done);

    /** Creates it, or replaces what is there. */
    default void put(Optional<Content<T>> seen, T value, Consumer<Boolean> done) {
        if (seen.isEmpty()) {
            create(value, done);
        } else {
            replace(seen.get(), value, done);
        }
    }
}
