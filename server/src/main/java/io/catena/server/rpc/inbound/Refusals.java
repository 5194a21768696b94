package io.catena.server.rpc.inbound;

import io.catena.server.rpc.RemoteMethod;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;

/**
 * The answers to a call of which nothing was done. If the method declares an exception for that, it is used, because
 * any other answer leaves the caller in doubt.
 */
final class Refusals {
    private Refusals() {}

    static Exception stopping(RemoteMethod<?, ?> method) {
        return of(
                method,
                "the node is shutting down; ask another",
                UnavailableReason.STOPPING,
                "the node is shutting down",
                RefusedReason.STOPPING);
    }

    /** @param what is short, as a clause */
    static Exception noPlace(RemoteMethod<?, ?> method, String what) {
        return of(
                method,
                what + "; ask another, or close connections that are not used",
                UnavailableReason.OVERLOADED,
                "this node has as many connections as it may have of nodes and operators; try again in a few seconds",
                RefusedReason.OVERLOADED);
    }

    private static Exception of(
            RemoteMethod<?, ?> method,
            String unavailable,
            UnavailableReason unavailableReason,
            String refused,
            RefusedReason refusedReason) {
        return method.declares(Refused.class) && !method.declares(Unavailable.class)
                ? new Refused(refused, refusedReason)
                : new Unavailable(unavailable, unavailableReason);
    }
}
