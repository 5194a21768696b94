package io.catena.simulation;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.StoredState;
import io.catena.server.controller.decision.Health;
import io.catena.server.registration.ConfigurationNews;
import io.catena.server.registration.NodeRegistration;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.registration.ReplicaRegistration;
import io.catena.server.replica.Membership;
import io.catena.server.runtime.CoalescedSteps;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A process's session in the simulated ZooKeeper, put together from production's classes: node and replica are registered, and
 * news are read after each hint.
 */
final class SimulatedMembership implements Membership, NodeRegistration.Listener {
    private static final int CHAIN = 1;
    private static final long PROBE_MILLIS = 1_000;
    private static final long RETRY_MILLIS = 100;

    private final World world;
    private final SimulatedProcess process;
    private final RegisteredNode self;
    private final NodeRegistration node;
    private final ReplicaRegistration replica;
    private final ConfigurationNews news = new ConfigurationNews();
    private final CoalescedSteps steps;
    /** Whether anything may have changed that was not read since. */
    private boolean doubtful = true;

    private boolean reconnected;
    /** What was last seen in the places of this node. */
    private ZooKeeperState.Ephemeral<?> seenNode;

    private ZooKeeperState.Ephemeral<?> seenReplica;

    SimulatedMembership(World world, SimulatedProcess process) {
        this.world = world;
        this.process = process;
        this.self = new RegisteredNode(process.name(), process.incarnation(), process.name(), ClusterFormat.KNOWN);
        ProcessScheduler scheduler = new ProcessScheduler(process);
        this.node = new NodeRegistration(
                self,
                new SimulatedEphemeralZnode<>(
                        process,
                        zooKeeperState -> zooKeeperState.nodes().get(self.nodeId()),
                        (zooKeeperState, value) -> zooKeeperState.withNode(self.nodeId(), value)),
                new SimulatedProbe(world, process)::ask,
                PROBE_MILLIS,
                scheduler,
                this,
                SimulatedMembership::failed);
        this.replica = new ReplicaRegistration(
                node,
                self.incarnation(),
                new SimulatedEphemeralZnode<>(
                        process,
                        zooKeeperState -> zooKeeperState.replicas().get(self.nodeId()),
                        (zooKeeperState, value) -> zooKeeperState.withReplica(self.nodeId(), value)),
                this::newest,
                scheduler,
                this::lost,
                SimulatedMembership::failed);
        this.steps = new CoalescedSteps(scheduler, this::step, SimulatedMembership::failed);
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
        replica.doubt();
    }

    @Override
    public void nodeIdTaken(String why) {
        process.halt(why);
    }

    private void newest(Consumer<ReplicaRegistration.Newest> then) {
        process.zooKeeper()
                .read(
                        zooKeeperState -> then.accept(new ReplicaRegistration.Newest(
                                true, Optional.ofNullable(zooKeeperState.configuration()))),
                        () -> then.accept(new ReplicaRegistration.Newest(false, Optional.empty())));
    }

    private void lost(Member life) {
        world.trace().line(process.name(), "lost its place while it was not registered");
        process.beginNext();
    }

    @Override
    public void activate(Effect.Activate wish, Consumer<Boolean> done) {
        Configuration wanted = wish.configuration();
        process.zooKeeper()
                .write(
                        zooKeeperState -> {
                            boolean newest = wanted.equals(zooKeeperState.configuration());
                            boolean activated = zooKeeperState.activated() != null
                                    && zooKeeperState.activated().epoch() >= wanted.epoch();
                            boolean noted = activated && zooKeeperState.committed() >= wish.committed();
                            boolean sameLineage = zooKeeperState.activated() != null
                                    && zooKeeperState.activated().lineage() == wanted.lineage();
                            long committed = Math.max(sameLineage ? zooKeeperState.committed() : 0, wish.committed());
                            Configuration held = activated ? zooKeeperState.activated() : wanted;
                            return newest && !noted
                                    ? zooKeeperState.withActivated(held, committed)
                                    : newest ? zooKeeperState : null;
                        },
                        done,
                        () -> done.accept(false));
    }

    @Override
    public void fetch(Consumer<Optional<Configuration>> done) {
        process.zooKeeper()
                .read(
                        zooKeeperState -> done.accept(Optional.ofNullable(zooKeeperState.configuration())),
                        () -> done.accept(Optional.empty()));
    }

    // ------------------------------------------------------------------------------------------- news

    /** The connection has come or gone. */
    void connection() {
        reconnected = process.zooKeeper().isConnected();
        if (!reconnected) {
            node.connection(false);
        }
        changed();
    }

    void changed() {
        doubtful = true;
        steps.hint();
    }

    private void step() {
        if (!doubtful || !process.zooKeeper().isConnected()) {
            steps.rest();
        } else if (reconnected) {
            process.zooKeeper().catchUp(then(this::caughtUp), then(this::retry));
        } else {
            readNews();
        }
    }

    private Runnable then(Runnable part) {
        Consumer<Object> goesOn = steps.on(nothing -> part.run());
        return () -> goesOn.accept(null);
    }

    private void caughtUp() {
        reconnected = false;
        node.connection(true);
        readNews();
    }

    private void readNews() {
        doubtful = false;
        process.zooKeeper().read(steps.on(this::read), then(this::retry));
    }

    /** What came meanwhile is not known. */
    private void retry() {
        doubtful = true;
        reconnected = true;
        steps.again(RETRY_MILLIS);
    }

    private void read(ZooKeeperState zooKeeperState) {
        watched(zooKeeperState);
        ConfigurationNews.Verdict verdict = news.of(zooKeeperState.configuration(), 0);
        if (!verdict.wentBack().isEmpty()) {
            process.halt(verdict.wentBack());
            return;
        }
        if (verdict.isNews()) {
            process.adopt(zooKeeperState.configuration());
        }
        if (news.told() != null) {
            Configuration activated = zooKeeperState.activated();
            process.machine()
                    .keep(new io.catena.server.controller.decision.KnownMembership(
                            news.told(), activated == null ? 0 : activated.epoch()));
        }
        steps.rest();
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
