package io.catena.simulation.machine;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.StoredState;
import io.catena.server.controller.decision.Health;
import io.catena.server.controller.decision.KnownMembership;
import io.catena.server.registration.ConfigurationNews;
import io.catena.server.registration.LastActivated;
import io.catena.server.registration.NodeRegistration;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.registration.ReplicaRegistration;
import io.catena.server.registration.SessionLoop;
import io.catena.server.replica.Membership;
import io.catena.simulation.run.Trace;
import io.catena.simulation.zookeeper.SimulatedEphemeralZnode;
import io.catena.simulation.zookeeper.ZooKeeperClient;
import io.catena.simulation.zookeeper.ZooKeeperState;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A process's session in the simulated ZooKeeper, put together from production's classes: node and replica are registered, and
 * news are read after each hint.
 */
final class SimulatedMembership
        implements Membership, NodeRegistration.Listener, SessionLoop.Port, ConfigurationNews.Listener {
    private static final int CHAIN = 1;
    private static final long PROBE_MILLIS = 1_000;

    private final Trace trace;
    private final SimulatedProcess process;
    private final ZooKeeperClient zooKeeper;
    private final RegisteredNode self;
    private final NodeRegistration node;
    private final ReplicaRegistration replica;
    private final ConfigurationNews news = new ConfigurationNews();
    private final SessionLoop loop;
    /** Whether anything may have changed that was not read since. */
    private boolean doubtful = true;
    /** What was last seen in the places of this node. */
    private ZooKeeperState.Ephemeral<?> seenNode;

    private ZooKeeperState.Ephemeral<?> seenReplica;

    SimulatedMembership(Trace trace, SimulatedProcess process, ZooKeeperClient zooKeeper, SimulatedProbe probe) {
        this.trace = trace;
        this.process = process;
        this.zooKeeper = zooKeeper;
        this.self = new RegisteredNode(
                process.name(),
                process.incarnation(),
                process.name(),
                process.machine().formats());
        ProcessScheduler scheduler = new ProcessScheduler(process);
        this.node = new NodeRegistration(
                self,
                new SimulatedEphemeralZnode<>(
                        zooKeeper,
                        zooKeeperState -> zooKeeperState.nodes().get(self.nodeId()),
                        (zooKeeperState, value) -> zooKeeperState.withNode(self.nodeId(), value)),
                probe::ask,
                PROBE_MILLIS,
                scheduler,
                this,
                SimulatedMembership::failed);
        this.replica = new ReplicaRegistration(
                node,
                self.incarnation(),
                new SimulatedEphemeralZnode<>(
                        zooKeeper,
                        zooKeeperState -> zooKeeperState.replicas().get(self.nodeId()),
                        (zooKeeperState, value) -> zooKeeperState.withReplica(self.nodeId(), value)),
                this::newest,
                scheduler,
                this::lost,
                SimulatedMembership::failed);
        this.loop = new SessionLoop(this, node, scheduler, SimulatedMembership::failed);
    }

    private static void failed(RuntimeException e) {
        throw e;
    }

    void start() {
        node.begin();
    }

    // ------------------------------------------------------------------------------------------- registering

    @Override
    public void register(Member life, StoredState stored, Runnable done) {
        replica.register(life, ReplicaReport.asALifeBegins(CHAIN, life, stored), done);
    }

    @Override
    public void report(ReplicaReport report) {
        process.reported(report);
        replica.report(report);
    }

    /** States how the node does. */
    void state(Health now) {
        replica.report(now);
    }

    @Override
    public void registered(boolean anew) {
        replica.nodeIsRegistered(anew);
    }

    @Override
    public void nodeIdTaken(String why) {
        process.halt(why);
    }

    private void newest(Consumer<ReplicaRegistration.Newest> then) {
        zooKeeper.read(
                zooKeeperState -> then.accept(
                        new ReplicaRegistration.Newest(true, Optional.ofNullable(zooKeeperState.configuration()))),
                () -> then.accept(new ReplicaRegistration.Newest(false, Optional.empty())));
    }

    private void lost(Member life) {
        trace.line(process.name(), "lost its place while it was not registered");
        process.lost(life);
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

    /** The connection has come or gone. */
    void connection() {
        doubtful = true;
        loop.connection(zooKeeper.isConnected());
    }

    void changed() {
        doubtful = true;
        loop.hint();
    }

    @Override
    public void connectionChanged(boolean connected) {
        // Nothing here waits for it.
    }

    @Override
    public void isAway() {
        // The simulated client forgets no connection.
    }

    @Override
    public void prepare(Consumer<Boolean> done) {
        doubtful = true;
        zooKeeper.catchUp();
        done.accept(true);
    }

    @Override
    public void readNews(Consumer<Boolean> done) {
        if (!doubtful) {
            done.accept(true);
            return;
        }
        doubtful = false;
        zooKeeper.read(
                state -> {
                    tell(state);
                    done.accept(true);
                },
                () -> done.accept(false));
    }

    private void tell(ZooKeeperState state) {
        watched(state);
        news.take(state.configuration(), 0, this);
        if (news.told() != null && news.told().equals(state.configuration())) {
            Configuration activated = state.activated();
            process.machine().keep(new KnownMembership(news.told(), activated == null ? 0 : activated.epoch()));
        }
    }

    @Override
    public void isNews(Configuration found) {
        process.adopt(found);
    }

    @Override
    public void wentBack(String how) {
        process.halt(how);
    }

    /** A watch tells which znode has changed; here that is found by looking. */
    private void watched(ZooKeeperState zooKeeperState) {
        ZooKeeperState.Ephemeral<?> nodeNow = zooKeeperState.nodes().get(self.nodeId());
        ZooKeeperState.Ephemeral<?> replicaNow = zooKeeperState.replicas().get(self.nodeId());
        if (!Objects.equals(nodeNow, seenNode)) {
            seenNode = nodeNow;
            node.doubt();
        }
        if (!Objects.equals(replicaNow, seenReplica)) {
            seenReplica = replicaNow;
            replica.doubt();
        }
    }
}
