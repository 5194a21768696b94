package io.catena.simulation.machine;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.StoredState;
import io.catena.server.controller.decision.Health;
import io.catena.server.controller.decision.KnownMembership;
import io.catena.server.registration.ChainListener;
import io.catena.server.registration.ChainSession;
import io.catena.server.registration.LastActivated;
import io.catena.server.registration.NodeListener;
import io.catena.server.registration.NodeSession;
import io.catena.server.registration.PublishedLayout;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.replica.Membership;
import io.catena.simulation.run.Trace;
import io.catena.simulation.zookeeper.SimulatedEphemeralZnode;
import io.catena.simulation.zookeeper.SimulatedSession;
import io.catena.simulation.zookeeper.SimulatedZnode;
import io.catena.simulation.zookeeper.ZooKeeperClient;
import io.catena.simulation.zookeeper.ZooKeeperState;
import java.util.Optional;
import java.util.function.Consumer;

/** A process's access to the simulated ZooKeeper: production's session of a node on simulated ports. */
final class SimulatedMembership implements Membership, NodeListener, ChainListener {
    private static final int CHAIN = 1;
    private static final long PROBE_MILLIS = 1_000;

    private final Trace trace;
    private final SimulatedProcess process;
    private final ZooKeeperClient zooKeeper;
    private final NodeSession session;
    private final ChainSession chain;

    SimulatedMembership(Trace trace, SimulatedProcess process, ZooKeeperClient zooKeeper, SimulatedProbe probe) {
        this.trace = trace;
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
                SimulatedMembership::failed);
        this.chain = session.chain(
                new ChainSession.Ports(
                        SimulatedZnode.configuration(zooKeeper),
                        SimulatedZnode.activated(zooKeeper),
                        SimulatedZnode.note(zooKeeper),
                        SimulatedEphemeralZnode.replica(zooKeeper, self.nodeId())),
                this);
    }

    private static void failed(RuntimeException e) {
        throw e;
    }

    void start() {
        session.register();
    }

    /** The connection has come or gone. */
    void connection() {
        session.connection(zooKeeper.isConnected());
    }

    /** A watch has fired. */
    void changed(String path) {
        session.changed(path);
    }

    // ------------------------------------------------------------------------------------------- wishes

    @Override
    public void register(Member life, StoredState stored, Runnable done) {
        chain.register(life, ReplicaReport.asALifeBegins(CHAIN, life, stored), done);
    }

    @Override
    public void report(ReplicaReport report) {
        process.reported(report);
        chain.report(report);
    }

    /** States how the node does. */
    void state(Health now) {
        chain.report(now);
    }

    @Override
    public void activate(Effect.Activate wish, Consumer<Boolean> done) {
        zooKeeper.write(state -> activated(state, wish), done, () -> done.accept(false));
    }

    private static ZooKeeperState activated(ZooKeeperState state, Effect.Activate wish) {
        if (!wish.configuration().equals(state.configuration())) {
            return null;
        }
        Optional<LastActivated> there = Optional.ofNullable(state.activated())
                .map(configuration -> new LastActivated(configuration, state.committed()));
        return LastActivated.next(there, wish.configuration(), wish.committed())
                .map(next -> state.withActivated(next.configuration(), next.committed()))
                .orElse(state);
    }

    @Override
    public void fetch(Consumer<Optional<Configuration>> done) {
        zooKeeper.read(
                zooKeeperState -> done.accept(Optional.ofNullable(zooKeeperState.configuration())),
                () -> done.accept(Optional.empty()));
    }

    // ------------------------------------------------------------------------------------------- news

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

    @Override
    public void configurationChanged(Configuration found) {
        process.adopt(found);
        keep();
    }

    @Override
    public void layoutChanged() {
        keep();
    }

    private void keep() {
        PublishedLayout layout = chain.publishedLayout();
        if (layout.configuration() != null) {
            process.machine().keep(new KnownMembership(layout.configuration(), layout.activatedEpoch()));
        }
    }

    @Override
    public void newLifeNeeded(Member lost) {
        trace.line(process.name(), "lost its place while it was not registered");
        process.lost(lost);
    }

    @Override
    public void configurationWentBack(String how) {
        process.halt(how);
    }
}
