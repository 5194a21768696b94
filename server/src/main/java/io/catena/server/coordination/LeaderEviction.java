package io.catena.server.coordination;

import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.controller.loop.LeaderEvictionLoop;
import io.catena.server.controller.loop.Probe;
import io.catena.server.threads.LoopThread;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a controller's place in ZooKeeper's election away when its process is gone: {@link LeaderEvictionLoop} on a thread of
 * its own, which also waits for ZooKeeper's answers.
 */
public final class LeaderEviction implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderEviction.class);

    private final LoopThread thread;
    private final LeaderEvictionLoop loop;

    /** Asks a process whether it is there, whichever life its replica lives. */
    @FunctionalInterface
    public interface ProcessProbe {
        /** As {@link Probe#ask}; gone is only who refuses the connection or is another node. */
        CompletableFuture<ProbeAnswer> ask(String nodeId, String address);
    }

    /** @param suspicionMillis after so long without an answer a process counts as gone */
    public LeaderEviction(Cluster cluster, String nodeId, ProcessProbe probe, long suspicionMillis) {
        this.thread = new LoopThread("catena-unseating-" + nodeId);
        this.loop = new LeaderEvictionLoop(
                new ElectionPlaces(cluster, probe),
                System::nanoTime,
                thread,
                suspicionMillis,
                e -> LOG.error("looking at the controller failed", e));
    }

    /** Looks once. */
    public void start() {
        loop.start();
    }

    /** Whether this node has reason to doubt that the controller is there. Any thread; returns at once. */
    public void doubts(boolean now) {
        loop.doubts(now);
    }

    @Override
    public void close() {
        thread.close();
        loop.close();
    }
}
