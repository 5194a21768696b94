package io.catena.server.node;

import io.catena.server.chain.ClusterShape;
import io.catena.server.controller.loop.Candidate;
import io.catena.server.controller.loop.Controller;
import io.catena.server.controller.loop.ControllerLog;
import io.catena.server.controller.loop.ControllerLoop;
import io.catena.server.controller.loop.ControllerOfChains;
import io.catena.server.controller.loop.ControllerTimings;
import io.catena.server.controller.loop.Directory;
import io.catena.server.controller.loop.Rules;
import io.catena.server.controller.loop.SharedPace;
import io.catena.server.controller.placing.PlacedChains;
import io.catena.server.controller.placing.Placer;
import io.catena.server.controller.placing.PlacingLog;
import io.catena.server.controller.placing.PlacingLoop;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ClusterIdentity;
import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.coordination.controller.BlockingDirectory;
import io.catena.server.coordination.controller.Election;
import io.catena.server.coordination.controller.ZooKeeperDirectory;
import io.catena.server.coordination.controller.ZooKeeperDirectory.PlacedOn;
import io.catena.server.coordination.controller.ZooKeeperPlacement;
import io.catena.server.node.replicas.NodeIdentity;
import io.catena.server.node.shutdown.Closer;
import io.catena.server.placement.KnownPlacement;
import io.catena.server.placement.PlacementTimings;
import io.catena.server.runtime.Scheduler;
import io.catena.server.threads.LoopThread;
import java.util.List;

/**
 * Puts together the controller of a node: one election, and a state machine for each chain. All of them share two threads, one for the
 * state machines and one for calls that may wait for ZooKeeper.
 */
final class ControllerAssembly {
    private static final int FIRST_CHAIN = 1;
    private static final long PROBE_MILLIS = 1_000;
    private static final long PROMPT_MILLIS = 50;
    private static final long GRACE_MILLIS = 3_000;
    private static final long TICK_MILLIS = 100;

    private final ControllerOfChains controller = new ControllerOfChains();
    private final Election election;

    /**
     * @param chains of the cluster, the first one first
     * @param placement as far as this node knows it
     * @param closer closes the threads and the election
     */
    ControllerAssembly(
            Cluster cluster,
            ClusterIdentity clusterIdentity,
            NodeIdentity identity,
            List<ChainZnodes> chains,
            KnownPlacement placement,
            NodeProbe probe,
            long suspicionMillis,
            Closer closer)
            throws CoordinationException {
        LoopThread thread = new LoopThread("catena-controller-" + FIRST_CHAIN);
        LoopThread directoryThread = new LoopThread("catena-directory-" + FIRST_CHAIN);
        ControllerTimings timings = new ControllerTimings(
                TICK_MILLIS,
                PROMPT_MILLIS,
                PROBE_MILLIS,
                GRACE_MILLIS,
                cluster.sessionTimeoutMillis(),
                suspicionMillis);
        SharedPace pace = SharedPace.of(controller::hint);
        for (ChainZnodes chain : chains) {
            PlacedOn placedOn = new PlacedOn(clusterIdentity.shape().replicas(), () -> placement.line(chain.chain()));
            Directory directory = new BlockingDirectory(
                    new ZooKeeperDirectory(cluster, clusterIdentity, chain, placedOn), directoryThread);
            controller.add(new Controller(
                    new ControllerLoop(chain.chain(), identity.nodeId(), Rules.OF_THE_CHAIN, timings, pace),
                    new Controller.Ports(System::nanoTime, thread, directory, probe.ofChain(chain.chain())),
                    new ControllerLog(chain.chain(), this::termLost)));
        }
        Candidate candidate = clusterIdentity.shape().replicas() == ClusterShape.ALL
                ? controller
                : new PlacedChains(controller, placer(cluster, clusterIdentity.shape(), thread, directoryThread));
        election = new Election(cluster, identity.nodeId(), identity.address(), candidate);
        closer.add("directory", directoryThread);
        closer.add("controller", thread);
        closer.add("election", election);
    }

    private Placer placer(Cluster cluster, ClusterShape shape, Scheduler thread, Scheduler directoryThread) {
        return new Placer(
                new PlacingLoop(shape.replicas(), PlacementTimings.STANDARD),
                new Placer.Ports(System::nanoTime, thread, new ZooKeeperPlacement(cluster, shape, directoryThread)),
                new PlacingLog(this::termLost));
    }

    /** The chain may have been placed on other nodes. Any thread. */
    void placedAnew(int chain) {
        controller.hint(chain);
    }

    private void termLost() {
        controller.deposed();
        election.termLost();
    }

    /** Begins to stand for election. */
    void start() {
        controller.rehearse();
        election.start();
    }

    /** Whether this node is the controller as far as it knows. */
    boolean isElected() {
        return controller.isElected();
    }
}
