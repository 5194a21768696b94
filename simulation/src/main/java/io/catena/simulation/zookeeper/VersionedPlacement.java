package io.catena.simulation.zookeeper;

import io.catena.server.placement.Departures;
import io.catena.server.placement.PublishedPlacement;

/**
 * The placement in ZooKeeper, with what is said of nodes beside it. Immutable.
 *
 * @param version rises with each change of either; 0 if none was made
 * @param departuresVersion rises each time that it is written what is said of nodes, at least if that is something else
 */
public record VersionedPlacement(
        PublishedPlacement published, Departures departures, int version, int departuresVersion) {
    static VersionedPlacement none(int chains) {
        return new VersionedPlacement(PublishedPlacement.empty(chains), Departures.NONE, 0, 0);
    }

    VersionedPlacement next(PublishedPlacement next, Departures said) {
        return new VersionedPlacement(
                next, said, version + 1, said.equals(departures) ? departuresVersion : departuresVersion + 1);
    }

    /** Also if that is what it says already. */
    VersionedPlacement saying(Departures said) {
        return new VersionedPlacement(published, said, version + 1, departuresVersion + 1);
    }
}
