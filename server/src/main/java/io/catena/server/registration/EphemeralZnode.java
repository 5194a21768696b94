package io.catena.server.registration;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * The znode in which this process registers something, as long as its session lasts. Each call answers once, later, or never
 * if the process ends.
 *
 * @param <T> what is registered
 */
public interface EphemeralZnode<T> {
    /**
     * What a look has shown.
     *
     * @param known whether ZooKeeper has answered
     * @param content what is there; empty if nothing is
     */
    record State<T>(boolean known, Optional<Content<T>> content) {
        public static <T> State<T> unknown() {
            return new State<>(false, Optional.empty());
        }
    }

    /**
     * What is there.
     *
     * @param value empty if it cannot be understood
     * @param ours whether the present session has made it
     * @param version what tells it from what is there at another time; means something to the port alone
     */
    record Content<T>(Optional<T> value, boolean ours, Object version) {}

    void read(Consumer<State<T>> then);

    /**
     * Makes it, on condition that nothing is there.
     *
     * @param done whether that is certain
     */
    void create(T value, Consumer<Boolean> done);

    /** Deletes what is there, if it is what was seen, and makes it anew, in one step: it is the present session's then. */
    void replace(Content<T> seen, T value, Consumer<Boolean> done);

    /** Changes what is there, if it is what was seen; it stays the session's that made it. */
    void change(Content<T> seen, T value, Consumer<Boolean> done);

    /** Deletes what is there, if it is what was seen. */
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
