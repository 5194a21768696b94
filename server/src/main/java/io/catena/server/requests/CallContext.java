package io.catena.server.requests;

import io.catena.server.chain.Origin;

/**
 * The circumstances of a call.
 *
 * @param chain the chain that it is for; 0: that of its keys
 * @param origin where it came from
 * @param hops how often nodes have passed it on
 * @param timeoutMillis how long the node that takes it may work on it
 */
public record CallContext(int chain, Origin origin, int hops, long timeoutMillis) {
    CallContext ofChain(int which) {
        return new CallContext(which, origin, hops, timeoutMillis);
    }

    CallContext passedOn() {
        return new CallContext(chain, origin, hops + 1, timeoutMillis);
    }

    /**
     * The same when its turn has come to go on to the next head (C17). To be passed on for that counts as no hop, unless it is the
     * first time that a node passes the call on.
     */
    CallContext handedOver(long leftMillis) {
        return new CallContext(chain, origin, Math.max(0, hops - 1), leftMillis);
    }
}
