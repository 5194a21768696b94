package io.catena.server.requests;

import io.catena.server.chain.Origin;

/**
 * What is said of a call beside what it asks for.
 *
 * @param chain the chain that it is for
 * @param origin whom it came from
 * @param hops how often nodes have passed it on
 * @param timeoutMillis how long the node that takes it may work on it
 */
public record CallContext(int chain, Origin origin, int hops, long timeoutMillis) {
    CallContext passedOn() {
        return new CallContext(chain, origin, hops + 1, timeoutMillis);
    }
}
