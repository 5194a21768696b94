package io.catena.server.chain;

import java.util.function.Function;

/** Shows the simulator what a replica holds in memory and tells no other. It changes nothing. */
public final class InsideReplica {
    private SharedState shared;

    /** The same lease, made where this sees the state. */
    Function<SharedState, Lease> around(Function<SharedState, Lease> lease) {
        return seen -> {
            shared = seen;
            return lease.apply(seen);
        };
    }

    /** The client sessions as of the end of the log, as {@link SessionTable#encodeAll} writes them. */
    public byte[] sessions() {
        return shared.sessions.encodeAll();
    }
}
