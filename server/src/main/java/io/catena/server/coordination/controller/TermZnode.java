package io.catena.server.coordination.controller;

import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ZnodeCodec;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.ZooKeeperCalls.Transaction;
import java.util.OptionalInt;
import org.apache.zookeeper.data.Stat;

/**
 * Begins terms of the controller. A term is the next version of one znode; every write of the controller checks it
 * (C1).
 */
final class TermZnode {
    /** Matches any version in a check or write. */
    private static final int ANY_VERSION = -1;

    private final Cluster cluster;
    private final String nodeId;

    TermZnode(Cluster cluster, String nodeId) {
        this.cluster = cluster;
        this.nodeId = nodeId;
    }

    /**
     * Begins a term, on condition that the place in the election still exists: a node whose session has expired
     * unnoticed must not end the term of its successor.
     *
     * @return the term, higher than all earlier ones; empty if the place is gone
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

    /** The newest term; -1 if the znode is gone, and then no node has a term. */
    int newest() throws ZooKeeperUnavailable {
        return cluster.calls()
                .stat(cluster.znodes().controllerEpoch())
                .map(Stat::getVersion)
                .orElse(-1);
    }
}
