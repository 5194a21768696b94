package io.catena.server.node.operators;

import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.PlacementZnodes;
import io.catena.server.coordination.ZooKeeperDepartures;
import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.departing.DepartureChange;
import io.catena.server.departing.DepartureDirectory;
import io.catena.server.departing.DepartureRefused;
import io.catena.server.departing.DepartureWish;
import io.catena.server.placement.Departures;
import io.catena.thrift.OutcomeUnknown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes what is said of nodes that are to carry nothing, as operators wish. Every call blocks on ZooKeeper. */
record DepartureOrders(Cluster cluster, PlacementZnodes znodes) {
    private static final Logger LOG = LoggerFactory.getLogger(DepartureOrders.class);

    PlacementSituation look() throws MalformedZnode, ZooKeeperUnavailable {
        return PlacementSituation.read(cluster, znodes);
    }

    /**
     * @return what is there behind the change
     * @throws OutcomeUnknown if the wish is stored, and what is there cannot be read
     */
    PlacementSituation make(DepartureWish wish) throws CoordinationException, DepartureRefused, OutcomeUnknown {
        Outcome outcome = new Outcome();
        DepartureChange.begin(new ZooKeeperDepartures(znodes, this::read), wish, outcome);
        outcome.require();
        try {
            return look();
        } catch (CoordinationException e) {
            throw new OutcomeUnknown("the wish is stored; what follows from it cannot be read now: " + e.getMessage()
                    + "; 'catena status' shows it");
        }
    }

    /** With the nodes that are there. */
    private DepartureDirectory.Found read() throws CoordinationException {
        PlacementSituation found = look();
        return new DepartureDirectory.Found(found.carrying(), found.found());
    }

    /** What has come of a wish. */
    private static final class Outcome implements DepartureChange.Listener {
        private DepartureRefused refusal;
        private Exception problem;

        @Override
        public void isSaid(Departures departures) {
            LOG.info(
                    "as an operator wishes, these nodes are to carry nothing: drained {}, gone {}",
                    departures.drained(),
                    departures.gone());
        }

        @Override
        public void refused(DepartureRefused why) {
            refusal = why;
        }

        @Override
        public void failed(Exception why) {
            problem = why;
        }

        private void require() throws CoordinationException, DepartureRefused {
            if (refusal != null) {
                throw refusal;
            }
            if (problem instanceof CoordinationException ofZooKeeper) {
                throw ofZooKeeper;
            }
        }
    }
}
