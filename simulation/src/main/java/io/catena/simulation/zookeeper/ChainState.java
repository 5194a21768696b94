package io.catena.simulation.zookeeper;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.registration.RegisteredReplica;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that ZooKeeper holds of one chain, at one moment. Immutable.
 *
 * @param version of the configuration's znode; -1 if there is none
 * @param committed how far the chain has come at least
 * @param replicas by node id
 * @param note what users are told; empty if nothing
 */
public record ChainState(
        Configuration configuration,
        int version,
        Configuration activated,
        long committed,
        SortedMap<String, ZooKeeperState.Ephemeral<RegisteredReplica>> replicas,
        String note) {

    static final ChainState EMPTY = new ChainState(null, -1, null, 0, Collections.emptySortedMap(), "");

    ChainState withConfiguration(Configuration next) {
        return new ChainState(next, version + 1, activated, committed, replicas, note);
    }

    ChainState withActivated(Configuration next, long nowCommitted) {
        return new ChainState(configuration, version, next, nowCommitted, replicas, note);
    }

    ChainState withNote(String told) {
        return new ChainState(configuration, version, activated, committed, replicas, told);
    }

    /** @param replica null if it is to go */
    ChainState withReplica(String nodeId, ZooKeeperState.Ephemeral<RegisteredReplica> replica) {
        SortedMap<String, ZooKeeperState.Ephemeral<RegisteredReplica>> next = new TreeMap<>(replicas);
        if (replica == null) {
            next.remove(nodeId);
        } else {
            next.put(nodeId, replica);
        }
        return with(next);
    }

    /** The session is over. */
    ChainState withoutSession(long session) {
        if (replicas.values().stream().noneMatch(replica -> replica.session() == session)) {
            return this;
        }
        SortedMap<String, ZooKeeperState.Ephemeral<RegisteredReplica>> next = new TreeMap<>(replicas);
        next.values().removeIf(replica -> replica.session() == session);
        return with(next);
    }

    /** Nothing that is ephemeral. */
    ChainState withoutSessions() {
        return with(Collections.emptySortedMap());
    }

    private ChainState with(SortedMap<String, ZooKeeperState.Ephemeral<RegisteredReplica>> next) {
        return new ChainState(
                configuration, version, activated, committed, Collections.unmodifiableSortedMap(next), note);
    }

    /** What the node's replica reports; null if it is not registered. */
    public ReplicaReport reportOf(String nodeId) {
        ZooKeeperState.Ephemeral<RegisteredReplica> replica = replicas.get(nodeId);
        return replica == null ? null : replica.value().report();
    }
}
