package io.catena.server.coordination.controller;

import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.controller.loop.LeaderEvictionLoop;
import io.catena.server.controller.loop.Probe;
import io.catena.server.coordination.Cluster;
import io.catena.server.threads.LoopThread;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes a controller's place in ZooKeeper's election when its process is gone: {@link LeaderEvictionLoop} on a thread
 * of its own, which also waits for ZooKeeper's answers.
 */
public final class LeaderEviction implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderEviction.class);

    private final LoopThread thread;
    private final LeaderEvictionLoop loop;

    /** Asks a process whether it is there, whatever life its replica is in. */
    @FunctionalInterface
    public interface ProcessProbe {
        /** As {@link Probe#ask}; only a process that refuses the connection or is another node counts as gone. */
        CompletableFuture<ProbeAnswer> ask(String nodeId, String address);
    }

    /** @param suspicionMillis a process that has not answered for this long counts as gone */
    public LeaderEviction(Cluster cluster, String nodeId, ProcessProbe probe, long suspicionMillis) {
        this.thread = new LoopThread("catena-leader-eviction-" + nodeId);
        this.loop = new LeaderEvictionLoop(
                new ElectionPlaces(cluster, probe),
                System::nanoTime,
                thread,
                suspicionMillis,
                e -> LOG.error("checking the controller failed; trying again", e));
    }

    /** Checks the controller once. */
    public void start() {
        loop.start();
    }

    /**
     * Tells whether this node has reason to doubt that the controller is there. Any thread may call it; it returns at
     * once.
     */
    public void doubts(boolean now) {
        loop.doubts(now);
    }

    @Override
    public void close() {
        thread.close();
        loop.close();
    }
}
