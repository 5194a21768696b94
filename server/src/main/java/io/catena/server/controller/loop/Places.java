package io.catena.server.controller.loop;

import io.catena.server.controller.decision.ProbeAnswer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The places of all nodes in the election, and their processes: the port to ZooKeeper and to other nodes. The result of
 * a call is told once, on any thread, or never if the process ends before.
 */
public interface Places {
    /**
     * A place.
     *
     * @param id names this place, and never another one of the same node
     * @param version of the place's content
     * @param nodeId the node that has the place
     * @param address where its process answers
     * @param own whether it belongs to this process
     * @param leftover whether the node has registered since, in another session: then the process that made the place
     *     is gone or has no use for it
     */
    record Place(String id, int version, String nodeId, String address, boolean own, boolean leftover) {}

    /**
     * The first of all places.
     *
     * @param place empty if there is none, or if it cannot be read
     * @param known whether it could be read
     */
    record First(Optional<Place> place, boolean known) {}

    /** Finds the first place. */
    void first(Consumer<First> then);

    /** Removes this place, and no other, if its content is unchanged. Tells whether it is known that it is gone. */
    void remove(Place place, Consumer<Boolean> then);

    /** Asks the place's process whether it is there, in any life of its replica; as {@link Probe#ask}. */
    CompletableFuture<ProbeAnswer> ask(Place place);
}
