package io.catena.simulation.machine;

import io.catena.server.registration.ChainListener;
import io.catena.server.registration.ChainSession;
import io.catena.server.registration.NodeListener;
import io.catena.server.registration.NodeSession;
import io.catena.server.registration.RegisteredNode;
import io.catena.simulation.zookeeper.SimulatedEphemeralZnode;
import io.catena.simulation.zookeeper.SimulatedSession;
import io.catena.simulation.zookeeper.SimulatedZnode;
import io.catena.simulation.zookeeper.ZooKeeperClient;
import java.util.Collection;

/**
 * A process's session in the simulated ZooKeeper: production's session of a node on simulated ports. It hears of the connection, and
 * passes on to the controller of the process what that has to know.
 */
final class SimulatedNodeSession implements NodeListener, ZooKeeperClient.Listener {
    private static final long PROBE_MILLIS = 1_000;

    private final SimulatedProcess process;
    private final ZooKeeperClient zooKeeper;
    private final NodeSession session;
    /** Null until the process starts. */
    private ControllerProcess controller;

    SimulatedNodeSession(SimulatedProcess process, ZooKeeperClient zooKeeper, SimulatedProbe probe) {
        this.process = process;
        this.zooKeeper = zooKeeper;
        RegisteredNode self = new RegisteredNode(
                process.name(),
                process.incarnation(),
                process.name(),
                process.machine().formats());
        this.session = new NodeSession(
                self,
                new NodeSession.Ports(
                        new SimulatedSession(zooKeeper),
                        SimulatedEphemeralZnode.node(zooKeeper, self.nodeId()),
                        probe::ask,
                        PROBE_MILLIS),
                new ProcessScheduler(process),
                this,
                SimulatedNodeSession::failed);
    }

    private static void failed(RuntimeException e) {
        throw e;
    }

    /** The part of one chain. */
    ChainSession chain(int chain, ChainListener listener) {
        return session.chain(
                new ChainSession.Ports(
                        SimulatedZnode.configuration(zooKeeper, chain),
                        SimulatedZnode.activated(zooKeeper, chain),
                        SimulatedZnode.note(zooKeeper, chain),
                        SimulatedEphemeralZnode.replica(zooKeeper, chain, process.name())),
                listener);
    }

    void start(ControllerProcess ofTheProcess) {
        controller = ofTheProcess;
        session.register();
        zooKeeper.start(this);
    }

    // ------------------------------------------------------------------------------------------- from the connection

    @Override
    public void changed() {
        controller.changed();
    }

    @Override
    public void changed(Collection<Integer> chains) {
        controller.changed(chains);
    }

    @Override
    public void changed(String path) {
        session.changed(path);
    }

    @Override
    public void disconnected() {
        session.connection(zooKeeper.isConnected());
    }

    @Override
    public void reconnected() {
        session.connection(zooKeeper.isConnected());
        controller.reconnected();
    }

    // ------------------------------------------------------------------------------------------- from the session

    @Override
    public void connectionChanged(boolean connected) {
        // Nothing here waits for it.
    }

    @Override
    public void registered(boolean anew) {
        // The session does what follows.
    }

    @Override
    public void sessionReplaced() {
        // The session does what follows.
    }

    @Override
    public void nodeIdTaken(String why) {
        process.halt(why);
    }
}
