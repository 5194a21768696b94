package io.catena.server.node.operators;

import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.departing.DepartureRefused;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import org.apache.thrift.TException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators are told of a request that was refused, or failed on ZooKeeper. */
final class AdminFailure {
    private static final Logger LOG = LoggerFactory.getLogger(AdminFailure.class);

    private AdminFailure() {}

    /** Writes a defect to the log, too. */
    static Exception told(Exception e) {
        if (e instanceof MalformedZnode) {
            return new Unavailable(e.getMessage(), UnavailableReason.CHANGING);
        }
        if (e instanceof DepartureRefused refused) {
            return onTheWire(refused);
        }
        if (e instanceof RuntimeException) {
            LOG.error("a request of an operator failed; the node goes on", e);
        }
        return e;
    }

    private static TException onTheWire(DepartureRefused why) {
        return switch (why.reason()) {
            case UNKNOWN_NODE, TOO_MANY_DRAINED -> new InvalidRequest(why.getMessage());
            case TOO_FEW_NODES -> new Refused(why.getMessage(), RefusedReason.TOO_FEW_NODES);
            case OVERTAKEN -> new Refused(why.getMessage(), RefusedReason.OVERTAKEN);
        };
    }

    /** Of an order that has failed before anything was written. */
    static Unavailable nothingChanged(Exception why) {
        return new Unavailable("nothing was changed: " + why.getMessage(), UnavailableReason.CHANGING);
    }

    static Unavailable noConnection() {
        return new Unavailable(
                "this node has no connection to ZooKeeper, where that is stored; ask another node",
                UnavailableReason.CHANGING);
    }
}
