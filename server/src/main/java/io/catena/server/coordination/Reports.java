package io.catena.server.coordination;

import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.Health;
import io.catena.server.coordination.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.ZooKeeperCalls.Znode;
import java.util.Optional;
import org.apache.zookeeper.CreateMode;

/**
 * Keeps a replica's ephemeral report in ZooKeeper as the replica last stated it. Only {@link NodeSession}'s thread calls
 * {@link #keep}; {@link #state} may come from any.
 */
final class Reports {
    private final Cluster cluster;
    private final int chain;
    private final String nodeId;
    /** What the replica last stated; null before it has. */
    private volatile ReplicaReport stated;

    private volatile Health health = Health.WELL;
    /** What is known to be in ZooKeeper, and in which session it was written; null after any doubt. */
    private ReplicaReport written;

    private Health writtenHealth;

    private long writtenInSession;

    Reports(Cluster cluster, int chain, String nodeId) {
        this.cluster = cluster;
        this.chain = chain;
        this.nodeId = nodeId;
    }

    void state(ReplicaReport report) {
        stated = report;
    }

    void state(Health newHealth) {
        health = newHealth;
    }

    /** Writes what was stated last unless what is there says as much; false if something came in between: try again. */
    boolean keep() throws ZooKeeperUnavailable {
        ReplicaReport report = stated;
        Health healthNow = health;
        long session = cluster.calls().sessionId();
        if (report == null || isWritten(report, healthNow, session)) {
            return true;
        }
        written = null;
        if (!write(cluster.codec().encode(report, healthNow), session)) {
            return false;
        }
        written = report;
        writtenHealth = healthNow;
        writtenInSession = session;
        return true;
    }

    private boolean isWritten(ReplicaReport report, Health healthNow, long session) {
        return !report.isNews(written) && healthNow.equals(writtenHealth) && session == writtenInSession;
    }

    /** A znode of another session would vanish with it, so it is replaced. */
    private boolean write(byte[] content, long session) throws ZooKeeperUnavailable {
        String path = cluster.znodes().report(chain, nodeId);
        ZooKeeperCalls calls = cluster.calls();
        Optional<Znode> there = calls.read(path);
        if (there.isEmpty()) {
            return calls.create(path, content, CreateMode.EPHEMERAL);
        }
        int version = there.get().stat().getVersion();
        if (there.get().stat().getEphemeralOwner() == session) {
            return calls.commit(calls.setOperation(path, version, content)).done();
        }
        return calls.commit(
                        calls.deleteOperation(path, version),
                        calls.createOperation(path, content, CreateMode.EPHEMERAL))
                .done();
    }
}
