package io.catena.server.departing;

import io.catena.server.placement.Departures;
import java.util.function.Consumer;

/**
 * Where it stands what is said of nodes: the port to ZooKeeper. One of the two that a call is given is told the result, once, or
 * neither if the process ends before.
 */
public interface DepartureDirectory {
    /** @param failed is told why it cannot be read now, or cannot be understood */
    void read(Consumer<Found> then, Consumer<Exception> failed);

    /**
     * Replaces what is said of nodes, also by the same.
     *
     * @param then whether it was replaced; false: it has been changed since {@code seen}, and nothing was done
     * @param failed is told why it is not known whether it was
     */
    void replace(Found seen, Departures next, Consumer<Boolean> then, Consumer<Exception> failed);

    /**
     * What was read.
     *
     * @param version tells what is said of nodes from what is said later; only the port knows its meaning
     */
    record Found(CarryingSituation situation, Object version) {}
}
