package io.catena.simulation.zookeeper;

import io.catena.server.placement.Departures;
import io.catena.server.placement.PublishedPlacement;

/**
 * The placement in ZooKeeper, with what is said of nodes beside it. Immutable.
 *
 * @param version rises with each that is published; 0 if none was
 */
public record VersionedPlacement(PublishedPlacement published, Departures departures, int version) {
    static VersionedPlacement none(int chains) {
        return new VersionedPlacement(PublishedPlacement.empty(chains), Departures.NONE, 0);
    }

    VersionedPlacement next(PublishedPlacement next, Departures said) {
        return new VersionedPlacement(next, said, version + 1);
    }
}
