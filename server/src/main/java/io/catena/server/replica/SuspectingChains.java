package io.catena.server.replica;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** The chains in which this node's replica suspects a neighbour: while there is one, the node doubts its controller, too (H16). On the replicas' loop. */
public final class SuspectingChains {
    private final Set<Integer> chains = new HashSet<>();
    private final Consumer<Boolean> doubts;

    /** @param doubts is told with each report whether there is one */
    public SuspectingChains(Consumer<Boolean> doubts) {
        this.doubts = doubts;
    }

    public void report(int chain, boolean suspects) {
        if (suspects) {
            chains.add(chain);
        } else {
            chains.remove(chain);
        }
        doubts.accept(!chains.isEmpty());
    }

    /** The node has no replica of the chain any more. */
    public void forget(int chain) {
        report(chain, false);
    }
}
