package io.catena.server.departing;

import io.catena.server.placement.Departures;
import java.util.function.Consumer;

/**
 * Where it stands what is said of nodes: the port to ZooKeeper. The result of a call is told once, or never if the process ends before.
 */
public interface DepartureDirectory {
    /** @param failed is told why it cannot be read now, or cannot be understood */
    void read(Consumer<Found> then, Consumer<Exception> failed);

    /**
     * Replaces what is said of nodes, also by the same, on condition that neither that nor where the chains are to be was changed since
     * {@code seen}.
     */
    void replace(Found seen, Departures next, Consumer<Replaced> then);

    /** What has come of a replacement. */
    sealed interface Replaced {
        /** It is said. */
        record Done() implements Replaced {}

        /** Nothing was changed, because the condition did not hold. */
        record Overtaken() implements Replaced {}

        /** The condition did not hold in the end, and others have changed it since; what they have changed may be this. */
        record Unsure() implements Replaced {}

        /** Nothing was changed, and why. */
        record Denied(Exception problem) implements Replaced {}

        /** It is not known, and why. */
        record Unknown(Exception problem) implements Replaced {}
    }

    /**
     * What was read.
     *
     * @param version tells what is said of nodes, and where the chains are to be, from later ones; only the port knows its meaning
     */
    record Found(CarryingSituation situation, Object version) {}
}
