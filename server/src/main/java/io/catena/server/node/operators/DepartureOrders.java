package io.catena.server.node.operators;

import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.PlacementZnodes;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.placement.Departures;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import org.apache.thrift.TException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes what is said of nodes that are to carry nothing. Every call blocks on ZooKeeper. */
record DepartureOrders(Cluster cluster, PlacementZnodes znodes) {
    private static final Logger LOG = LoggerFactory.getLogger(DepartureOrders.class);
    private static final int ATTEMPTS = 5;

    /** What is to be said of nodes, from what is said of them. It may be asked several times; the last answer counts. */
    interface Change {
        Departures of(PlacementSituation before) throws MalformedZnode, ZooKeeperUnavailable, TException;
    }

    PlacementSituation look() throws MalformedZnode, ZooKeeperUnavailable {
        return PlacementSituation.read(cluster, znodes);
    }

    /** @return what is there behind the change */
    PlacementSituation make(Change change) throws MalformedZnode, ZooKeeperUnavailable, TException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            PlacementSituation before = look();
            Departures next = change.of(before);
            if (next.equals(before.departures())) {
                return before;
            }
            if (znodes.replace(before.found(), next)) {
                LOG.info(
                        "an operator has changed which nodes are to carry nothing: drained {}, gone {}",
                        next.drained(),
                        next.gone());
                return look();
            }
        }
        throw new Refused(
                "others have changed which nodes are to carry nothing " + ATTEMPTS + " times in a row; try again",
                RefusedReason.OVERTAKEN);
    }
}
