package io.catena.server.placement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The placement as a node has last read it, which may be long ago. Thread-safe. */
public final class KnownPlacement {
    /** Immutable; of chain 1 first. */
    private volatile List<List<String>> lines;

    /** Knows nothing yet. */
    public KnownPlacement(int chains) {
        lines = Collections.nCopies(chains, List.of());
    }

    /** The nodes that are to carry the chain, in their order; empty if that is not known. */
    public List<String> line(int chain) {
        return lines.get(chain - 1);
    }

    public boolean names(int chain, String nodeId) {
        return line(chain).contains(nodeId);
    }

    /**
     * Takes what was read.
     *
     * @param firstChain the chain of the first line
     * @return the chains whose lines are other ones than before
     */
    public synchronized List<Integer> take(int firstChain, List<List<String>> read) {
        List<List<String>> next = new ArrayList<>(lines);
        List<Integer> changed = new ArrayList<>();
        for (int i = 0; i < read.size(); i++) {
            int chain = firstChain + i;
            if (!read.get(i).equals(next.set(chain - 1, List.copyOf(read.get(i))))) {
                changed.add(chain);
            }
        }
        lines = Collections.unmodifiableList(next);
        return changed;
    }
}
