package io.catena.server.node.operators;

import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.PlacementZnodes;
import io.catena.server.coordination.Registrations;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.departing.CarryingSituation;
import io.catena.server.placement.Departures;
import io.catena.server.placement.Placement;
import io.catena.server.registration.RegisteredNode;
import java.util.List;

/**
 * Where the chains are to be, what is said of nodes, and which nodes are there, as it was read.
 *
 * @param registered with their addresses
 */
record PlacementSituation(PlacementZnodes.Found found, List<RegisteredNode> registered) {
    /** Blocks on ZooKeeper; no older than this call. */
    static PlacementSituation read(Cluster cluster, PlacementZnodes znodes)
            throws MalformedZnode, ZooKeeperUnavailable {
        cluster.calls().catchUp(cluster.znodes().departures());
        PlacementZnodes.Found found = znodes.find();
        return new PlacementSituation(found, Registrations.understood(cluster));
    }

    CarryingSituation carrying() {
        return new CarryingSituation(
                found.published(),
                found.departures(),
                registered.stream().map(Registrations::carrying).toList());
    }

    Placement placement() {
        return found.published().placement();
    }

    Departures departures() {
        return found.departures();
    }
}
