package io.catena.server.registration;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What a node's session needs of ZooKeeper's client, beside reading and writing znodes. Called on the session's
 * scheduler alone. Each call with a consumer is answered once, later, or never if the process ends.
 */
public interface SessionPort {
    /** How often {@link #isAway} is called. */
    long LOOK_MILLIS = 500;

    /** The session has noticed that the connection came or went. */
    void connectionChanged(boolean connected);

    /** Called at intervals of {@value #LOOK_MILLIS} ms while there is no connection. */
    void isAway();

    /**
     * Catches up with all servers: what is read after the answer is not older than this call.
     *
     * @param then takes the number of the present session; empty if ZooKeeper did not answer
     */
    void catchUp(Consumer<OptionalLong> then);

    /**
     * Watches these znodes, and no others, from now on, whether they are there or not: each change, or several at once, is told to
     * {@link NodeSession#changed}, as long as session and connection last.
     *
     * @param done whether that is certain
     */
    void watch(List<String> paths, Consumer<Boolean> done);
}
