package io.catena.server.coordination;

import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.departing.CarryingSituation;
import io.catena.server.departing.DepartureChange;
import io.catena.server.departing.DepartureDirectory;
import io.catena.server.departing.DepartureRefused;
import io.catena.server.departing.OwnWord;
import io.catena.server.placement.Departures;
import io.catena.server.runtime.Scheduler;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what a node says of itself (M15), on threads that may wait for ZooKeeper, and for a bounded time. Thread-safe. */
public final class OwnDeparture {
    private static final Logger LOG = LoggerFactory.getLogger(OwnDeparture.class);
    private static final long LIMIT_MILLIS = 2_000;

    private final OwnWord word;

    /** @param calls runs what may wait for ZooKeeper */
    public OwnDeparture(PlacementZnodes znodes, String nodeId, Scheduler calls) {
        this.word = new OwnWord(new ZooKeeperDepartures(znodes, () -> read(znodes)), nodeId, calls);
    }

    /** The node is there: to be called whenever it has been registered. Returns at once. */
    public void comes() {
        word.comes(new Said("it is there"));
    }

    /** The node does not come back. Waits two seconds at most. */
    public void goes() {
        Cluster.runAside(() -> word.goes(new Said("it does not come back")), LIMIT_MILLIS);
    }

    /** Without the nodes that are there, of which a node says nothing. */
    private static DepartureDirectory.Found read(PlacementZnodes znodes) throws CoordinationException {
        PlacementZnodes.Found found = znodes.find();
        return new DepartureDirectory.Found(
                new CarryingSituation(found.published(), found.departures(), List.of()), found);
    }

    /** Tells the log if something is not said. */
    private record Said(String what) implements DepartureChange.Listener {
        @Override
        public void isSaid(Departures departures) {
            LOG.debug("it is written down that {}", what);
        }

        @Override
        public void refused(DepartureRefused why) {
            LOG.warn("that {} was not written down: {}", what, why.getMessage());
        }

        @Override
        public void failed(Exception problem) {
            LOG.warn("that {} cannot be written down now: {}", what, problem.getMessage());
        }
    }
}
