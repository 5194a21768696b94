package io.catena.server.coordination.controller;

import io.catena.server.controller.loop.Candidate;
import io.catena.server.controller.loop.ElectionLoop;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ZnodeCodec;
import io.catena.server.threads.LastResort;
import io.catena.server.threads.LoopThread;
import java.nio.charset.StandardCharsets;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for election as the controller of a cluster, in ZooKeeper: {@link ElectionLoop} on a thread of its own, which
 * also waits for ZooKeeper's answers, and hints from ZooKeeper's connection.
 *
 * <p>The candidate is called on that thread; its hints come on ZooKeeper's thread.
 */
public final class Election implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Election.class);

    private final Cluster cluster;
    private final Candidate candidate;
    private final LoopThread thread;
    private final ElectionLoop loop;
    private final ConnectionStateListener connectionListener = (client, state) ->
            LastResort.guarded(() -> connectionChanged(state)).run();

    /** @param address the address at which this process answers probes */
    public Election(Cluster cluster, String nodeId, String address, Candidate candidate) {
        this.cluster = cluster;
        this.candidate = candidate;
        this.thread = new LoopThread("catena-election-" + nodeId);
        String candidacy =
                new String(cluster.codec().encode(new ZnodeCodec.Candidacy(nodeId, address)), StandardCharsets.UTF_8);
        LatchSeat seat = new LatchSeat(cluster, nodeId, candidacy, candidate, this::hint);
        this.loop = new ElectionLoop(
                seat, new Announced(candidate), thread, e -> LOG.error("a step of the election failed", e));
    }

    /** Logs what the candidate is told. */
    private record Announced(Candidate candidate) implements Candidate {
        @Override
        public void elected(int term) {
            LOG.info("elected as the controller, term {}", term);
            candidate.elected(term);
        }

        @Override
        public void deposed() {
            candidate.deposed();
            LOG.info("stopped being the controller");
        }

        @Override
        public void hint() {
            candidate.hint();
        }

        @Override
        public void hint(int chain) {
            candidate.hint(chain);
        }

        @Override
        public void zooKeeperReturned() {
            candidate.zooKeeperReturned();
        }
    }

    /** Begins to stand for election. */
    public void start() {
        cluster.client().getConnectionStateListenable().addListener(connectionListener, Runnable::run);
        hint();
    }

    /**
     * To be called when the candidate has found that a newer term has begun. Any thread may call it; it returns at
     * once.
     */
    public void termLost() {
        loop.termLost();
    }

    /** Withdraws; another node may be elected at once. */
    @Override
    public void close() {
        cluster.client().getConnectionStateListenable().removeListener(connectionListener);
        thread.close();
        loop.close();
    }

    private void hint() {
        loop.hint();
    }

    private void connectionChanged(ConnectionState state) {
        if (state.isConnected()) {
            candidate.zooKeeperReturned();
        }
        hint();
    }
}
