package io.catena.simulation.zookeeper;

import io.catena.server.placement.PublishedPlacement;

/**
 * The placement in ZooKeeper. Immutable.
 *
 * @param version rises with each that is published; 0 if none was
 */
public record VersionedPlacement(PublishedPlacement published, int version) {
    static VersionedPlacement none(int chains) {
        return new VersionedPlacement(PublishedPlacement.empty(chains), 0);
    }

    VersionedPlacement next(PublishedPlacement next) {
        return new VersionedPlacement(next, version + 1);
    }
}
