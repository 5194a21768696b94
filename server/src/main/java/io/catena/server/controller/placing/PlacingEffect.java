package io.catena.server.controller.placing;

import io.catena.server.placement.Departures;
import io.catena.server.placement.PublishedPlacement;

/** What {@link PlacingLoop} wants done. */
public sealed interface PlacingEffect {
    /** Read the directory. */
    record Read(long number) implements PlacingEffect {}

    /**
     * Publish, on condition that it follows on what was seen.
     *
     * @param next may be what was seen: then only what is said of nodes changes
     */
    record Publish(
            long number,
            int term,
            PlacementDirectory.Reading.Found seen,
            PublishedPlacement next,
            Departures departures)
            implements PlacingEffect {}

    /** Wake the loop after this time. */
    record WakeAfter(long number, long millis) implements PlacingEffect {}

    /** Say what cannot be understood. */
    record Alarm(String problem) implements PlacingEffect {}

    /** Tell the election that a newer term than this one has begun. */
    record TermLost(int term) implements PlacingEffect {}
}
