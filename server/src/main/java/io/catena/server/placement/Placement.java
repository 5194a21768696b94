package io.catena.server.placement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The nodes of each chain, in the order of the chain: the head first, the tail last. Immutable.
 *
 * @param lines of chain 1 first; an empty one belongs to a chain that no node carries yet
 */
public record Placement(List<List<String>> lines) {
    public Placement {
        lines = lines.stream().map(List::copyOf).toList();
    }

    /** No node carries a chain. */
    public static Placement empty(int chains) {
        return new Placement(new ArrayList<>(Collections.nCopies(chains, List.of())));
    }

    public int chains() {
        return lines.size();
    }

    /** @param chain from 1 */
    public List<String> line(int chain) {
        return lines.get(chain - 1);
    }
}
