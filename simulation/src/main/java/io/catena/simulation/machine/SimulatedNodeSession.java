package io.catena.simulation.machine;

import io.catena.server.placement.KnownPlacement;
import io.catena.server.registration.Carrier;
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
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * A process's session in the simulated ZooKeeper: production's session of a node on simulated ports. It hears of the connection, and
 * passes on to the controller of the process what that has to know.
 */
final class SimulatedNodeSession implements NodeListener, ZooKeeperClient.Listener {
    private static final long PROBE_MILLIS = 1_000;

    private final SimulatedProcess process;
    private final ZooKeeperClient zooKeeper;
    private final NodeSession session;
    /** As it was read last. */
    private List<List<String>> placement = List.of();
    /** Null until the node registers. */
    private ControllerProcess controller;

    /** @param said what the node says of itself as a carrier of chains; empty if every node carries all of them */
    SimulatedNodeSession(
            SimulatedProcess process, ZooKeeperClient zooKeeper, SimulatedProbe probe, Optional<Carrier> said) {
        this.process = process;
        this.zooKeeper = zooKeeper;
        RegisteredNode self = new RegisteredNode(
                process.name(),
                process.incarnation(),
                process.name(),
                process.machine().formats(),
                said);
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

    /** The process follows no chain any more of which this is a part. */
    void remove(ChainSession chain) {
        session.remove(chain);
    }

    /**
     * Follows the placement. To be called before there is a connection. What was read may be told late; then one that was read meanwhile is
     * told instead.
     *
     * @param interruptions say how late
     * @param known is kept up to date
     * @param placedAnew is told the number of each chain that has been placed on other nodes
     */
    void follow(Interruptions interruptions, KnownPlacement known, IntConsumer placedAnew) {
        session.follow(SimulatedZnode.placement(zooKeeper), lines -> {
            placement = lines.orElse(List.of());
            process.post(
                    interruptions.lateNanos(), () -> known.take(1, placement).forEach(placedAnew::accept));
        });
    }

    /** Takes up the connection. */
    void connect() {
        zooKeeper.start(this);
    }

    /** Registers the node. From now on the controller hears of changes, too. */
    void register(ControllerProcess ofTheProcess) {
        controller = ofTheProcess;
        session.register();
    }

    // ------------------------------------------------------------------------------------------- from the connection

    @Override
    public void changed() {
        if (controller != null) {
            controller.changed();
        }
    }

    @Override
    public void changed(Collection<Integer> chains) {
        if (controller != null) {
            controller.changed(chains);
        }
    }

    @Override
    public void departuresChanged() {
        if (controller != null) {
            controller.departuresChanged();
        }
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
        if (controller != null) {
            controller.reconnected();
        }
    }

    // ------------------------------------------------------------------------------------------- from the session

    @Override
    public void connectionChanged(boolean connected) {
        // Nothing here waits for it.
    }

    @Override
    public void registered(boolean anew) {
        if (anew) {
            process.isRegistered();
        }
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
