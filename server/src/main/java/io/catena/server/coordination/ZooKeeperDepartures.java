package io.catena.server.coordination;

import io.catena.server.coordination.client.ConditionalWrite;
import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.coordination.client.CoordinationException.AccessDenied;
import io.catena.server.departing.DepartureDirectory;
import io.catena.server.placement.Departures;
import java.util.function.Consumer;

/**
 * What is said of nodes, in ZooKeeper. A call blocks on it, and tells the result before it returns. Thread-safe.
 *
 * @param reading also of the nodes that are there, if who asks needs them
 */
public record ZooKeeperDepartures(PlacementZnodes znodes, Reading reading) implements DepartureDirectory {
    /** Reads what a wish is judged by. */
    @FunctionalInterface
    public interface Reading {
        /** @return with the {@link PlacementZnodes.Found} as its version */
        Found read() throws CoordinationException;
    }

    @Override
    public void read(Consumer<Found> then, Consumer<Exception> failed) {
        Found found;
        try {
            found = reading.read();
        } catch (CoordinationException e) {
            failed.accept(e);
            return;
        }
        then.accept(found);
    }

    @Override
    public void replace(Found seen, Departures next, Consumer<Replaced> then) {
        Replaced replaced;
        try {
            replaced = told(znodes.replace((PlacementZnodes.Found) seen.version(), next));
        } catch (AccessDenied e) {
            replaced = new Replaced.Denied(e);
        } catch (CoordinationException e) {
            replaced = new Replaced.Unknown(e);
        }
        then.accept(replaced);
    }

    private static Replaced told(ConditionalWrite.Outcome outcome) {
        return switch (outcome) {
            case DONE -> new Replaced.Done();
            case OVERTAKEN -> new Replaced.Overtaken();
            case UNSURE -> new Replaced.Unsure();
        };
    }
}
