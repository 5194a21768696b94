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
import io.catena.thrift.Unavailable;
import org.apache.thrift.TException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes what is said of nodes that are to carry nothing, as operators wish. Every call blocks on ZooKeeper.
 *
 * @param shownBy tells an operator who does not know what has come of a wish, where to look
 */
record DepartureOrders(Cluster cluster, PlacementZnodes znodes, String shownBy) {
    private static final Logger LOG = LoggerFactory.getLogger(DepartureOrders.class);

    /** What an operator is answered, from what is there behind the change. */
    interface Answer<T> {
        T from(PlacementSituation situation) throws CoordinationException, TException;
    }

    PlacementSituation look() throws MalformedZnode, ZooKeeperUnavailable {
        return PlacementSituation.read(cluster, znodes);
    }

    /**
     * Carries a wish out.
     *
     * @throws DepartureRefused if nothing was changed, because of the wish
     * @throws Unavailable if nothing was changed: another node may be able to
     * @throws OutcomeUnknown if the wish may be stored, and if it is and cannot be answered
     */
    <T> T make(DepartureWish wish, Answer<T> answer) throws DepartureRefused, Unavailable, OutcomeUnknown {
        Outcome outcome = new Outcome();
        DepartureChange.begin(new ZooKeeperDepartures(znodes, this::read), wish, outcome);
        if (outcome.refusal != null) {
            throw outcome.refusal;
        }
        if (outcome.unchanged != null) {
            throw AdminFailure.nothingChanged(outcome.unchanged);
        }
        if (outcome.problem != null) {
            throw unknown("the wish may have been stored: ", outcome.problem);
        }
        try {
            return answer.from(look());
        } catch (CoordinationException | TException e) {
            throw unknown("the wish is stored; what follows from it cannot be told now: ", e);
        }
    }

    private OutcomeUnknown unknown(String what, Exception why) {
        return new OutcomeUnknown(what + why.getMessage() + "; " + shownBy);
    }

    /** With the nodes that are there. */
    private DepartureDirectory.Found read() throws CoordinationException {
        PlacementSituation found = look();
        return new DepartureDirectory.Found(found.carrying(), found.found());
    }

    /** What has come of a wish; one of the three, or none if it is said. */
    private static final class Outcome implements DepartureChange.Listener {
        private DepartureRefused refusal;
        private Exception unchanged;
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
        public void unavailable(Exception why) {
            unchanged = why;
        }

        @Override
        public void failed(Exception why) {
            problem = why;
        }
    }
}
