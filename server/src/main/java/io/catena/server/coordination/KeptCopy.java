package io.catena.server.coordination;

import io.catena.server.chain.ClusterShape;
import io.catena.server.controller.decision.Holding;

/**
 * What one node's data directory holds of one chain.
 *
 * @param shape of the node's cluster
 * @param chain the number of the chain
 */
public record KeptCopy(ClusterShape shape, int chain, Holding holding) {
    static final int ONLY_CHAIN = 1;
}
