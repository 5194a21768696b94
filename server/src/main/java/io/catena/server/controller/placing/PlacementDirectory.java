package io.catena.server.controller.placing;

import io.catena.server.controller.loop.Outcome;
import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Departures;
import io.catena.server.placement.PublishedPlacement;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where the placement is read and published: the port to ZooKeeper. Each call returns at once; its result is told once, on any thread,
 * or never if the process ends before.
 */
public interface PlacementDirectory {
    void read(Consumer<Reading> then);

    /** Publishes both, provided that neither has changed since {@code seen} and that the term is the newest. */
    void publish(int term, Reading.Found seen, PublishedPlacement next, Departures departures, Consumer<Outcome> then);

    /** The result of reading. */
    sealed interface Reading {
        /**
         * Everything was read.
         *
         * @param published the newest placement
         * @param departures what is said of nodes that are to carry nothing or are away
         * @param version tells both from later ones; only the port knows its meaning
         * @param registered the nodes that are there
         * @param minReplicas a chain with fewer members takes no writes
         */
        record Found(
                PublishedPlacement published,
                Departures departures,
                Object version,
                List<CarryingNode> registered,
                int minReplicas)
                implements Reading {}

        /** It cannot be read now. */
        record Unavailable(String problem) implements Reading {}

        /** What is published cannot be understood; an operator has to repair it. */
        record Unreadable(String problem) implements Reading {}
    }
}
