package io.catena.server.coordination;

import io.catena.server.coordination.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.ZooKeeperCalls.Transaction;
import java.util.OptionalInt;
import org.apache.zookeeper.data.Stat;

/** Begins terms of the controller: each is the next version of one znode, which every write of the controller checks (C1). */
final class TermZnode {
    /** Check or write whatever the version is. */
    private static final int ANY_VERSION = -1;

    private final Cluster cluster;
    private final String nodeId;

    TermZnode(Cluster cluster, String nodeId) {
        this.cluster = cluster;
        this.nodeId = nodeId;
    }

    /**
     * Begins a term, provided that the place in the election is still there: a node whose session has expired
     * unnoticed must not end the term of the one elected after it.
     *
     * @return the term, higher than every earlier one; empty if the place is gone
     */
    OptionalInt begin(String place) throws ZooKeeperUnavailable {
        byte[] content = cluster.codec().encode(new ZnodeCodec.Term(nodeId));
        Transaction begun = cluster.calls()
                .commit(
                        cluster.calls().checkOperation(place, ANY_VERSION),
                        cluster.calls().setOperation(cluster.znodes().controllerEpoch(), ANY_VERSION, content));
        return begun.done()
                ? OptionalInt.of(begun.results().get(1).getResultStat().getVersion())
                : OptionalInt.empty();
    }

    /** The newest term of all; -1 if the znode is gone, in which case nobody has one. */
    int newest() throws ZooKeeperUnavailable {
        return cluster.calls()
                .stat(cluster.znodes().controllerEpoch())
                .map(Stat::getVersion)
                .orElse(-1);
    }
}
