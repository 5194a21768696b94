package io.catena.server.carrying;

import io.catena.server.chain.Configuration;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The chains that a node carries from the start of its process (M9): those of which its disk holds data, those that are placed on it, and
 * those whose newest configuration names it.
 */
public final class FirstCarried {
    private final String nodeId;
    private final SortedSet<Integer> chains;

    /** @param held those of which the disk holds data */
    public FirstCarried(String nodeId, SortedSet<Integer> held) {
        this.nodeId = nodeId;
        this.chains = new TreeSet<>(held);
    }

    /** The chain is placed on these nodes. */
    public void placed(int chain, List<String> line) {
        if (line.contains(nodeId)) {
            chains.add(chain);
        }
    }

    /** The newest configuration of its chain. */
    public void newest(Configuration configuration) {
        if (configuration.line().stream().anyMatch(member -> member.nodeId().equals(nodeId))) {
            chains.add(configuration.chain());
        }
    }

    /** By all that was told. */
    public SortedSet<Integer> chains() {
        return Collections.unmodifiableSortedSet(chains);
    }
}
