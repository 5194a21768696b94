package io.catena.simulation.machine;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.Space;
import io.catena.server.chain.StoredState;
import io.catena.server.controller.decision.Health;
import io.catena.server.invariants.Violation;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.replica.LeaveCompletion;
import io.catena.server.replica.ReplicaDriver;
import io.catena.server.replica.ReplicaLifecycle;
import io.catena.server.requests.Forwarding;
import io.catena.server.requests.Requests;
import io.catena.server.runtime.health.DiskWatch;
import io.catena.server.runtime.health.HealthWatch;
import io.catena.server.storage.files.StoreWriteException;
import io.catena.simulation.network.Endpoint;
import io.catena.simulation.network.SimulatedLinks;
import io.catena.simulation.run.Lines;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.zookeeper.ZooKeeperClient;
import java.util.function.Consumer;

/**
 * One run of a node's process: the lives of its replica, one after the other, on simulated ports. Actions that are
 * scheduled by {@link #post} wait while the process stands still, and are lost when it ends.
 */
public final class SimulatedProcess
        implements ReplicaLifecycle.Birth, ReplicaLifecycle.Node, ZooKeeperClient.Owner, Endpoint {
    /** How many machines the clients have. Sessions are counted by them, and one of them is unknown there. */
    public static final int CLIENT_MACHINES = 3;

    private final Surroundings around;
    private final SimulatedRun run;
    private final SimulatedMachine machine;
    private final long incarnation;
    private final SimulatedMembership membership;
    private final ZooKeeperClient zooKeeper;
    private final ControllerProcess controller;
    private final DiskThread disk;
    private final ProcessTurns turns;
    private final ProcessTicks ticks;
    private boolean alive = true;
    private boolean stopping;
    private final CurrentReplica replica = new CurrentReplica();
    private final SimulatedCalls calls;
    private final Forwarding forwarding;
    private final Requests requests;
    private final LeaveCompletion leave;
    private final ReplicaLifecycle lifecycle;
    private final HealthWatch watch;
    private Health health = Health.WELL;

    private Life life;

    SimulatedProcess(Surroundings around, SimulatedMachine machine) {
        this.around = around;
        this.run = around.run();
        this.machine = machine;
        this.turns = new ProcessTurns(run.timeline(), machine.clock());
        this.incarnation = around.machines().nextLife();
        this.ticks = new ProcessTicks(run, this, this::tick);
        this.zooKeeper = new ZooKeeperClient(run, around.zooKeeper(), this);
        SimulatedProbe probe = new SimulatedProbe(run, around.machines(), around.network(), this);
        this.membership = new SimulatedMembership(run.trace(), this, zooKeeper, probe);
        this.controller = new ControllerProcess(around, this, zooKeeper, probe);
        this.watch = new HealthWatch(clockNanos());
        this.disk = new DiskThread(
                run,
                around.faultPlanter().disk(),
                around.invariants().disks(),
                () -> around.zooKeeper().newest().configuration(),
                this);
        this.lifecycle = new ReplicaLifecycle(
                new ReplicaLifecycle.Ports(
                        this::clockNanos,
                        new ProcessScheduler(this),
                        membership,
                        new SimulatedLinks(around.network(), around.faultPlanter(), this)),
                this,
                this,
                replica);
        this.leave = new LeaveCompletion(this::clockNanos, new ProcessScheduler(this), replica, zooKeeper::isConnected);
        this.calls = new SimulatedCalls(around, this);
        this.forwarding = new Forwarding(calls);
        this.requests = new Requests(
                Life.CHAIN,
                replica,
                lifecycle::configuration,
                forwarding,
                new Requests.Ports(
                        this::clockNanos,
                        () -> run.seededRandom().between(1, Long.MAX_VALUE - 1),
                        origin -> origin.connection() % CLIENT_MACHINES));
    }

    void start() {
        membership.start();
        zooKeeper.start(new ZooKeeperNews(membership, controller));
        controller.start();
        lifecycle.freeSpace(machine.noticedSpace());
        recover(stored -> lifecycle.register(newLife(), stored));
        tickNext();
    }

    @Override
    public String name() {
        return machine.name();
    }

    /** Of this run of the node. */
    long incarnation() {
        return incarnation;
    }

    public SimulatedMachine machine() {
        return machine;
    }

    public ZooKeeperClient zooKeeper() {
        return zooKeeper;
    }

    DiskThread disk() {
        return disk;
    }

    DiskWatch watch() {
        return watch.disk();
    }

    @Override
    public boolean isAlive() {
        return alive;
    }

    @Override
    public boolean isCutFromZooKeeper() {
        return machine.isCutFromZooKeeper();
    }

    boolean isPaused() {
        return turns.isPaused();
    }

    @Override
    public boolean isStopping() {
        return stopping;
    }

    SimulatedCalls calls() {
        return calls;
    }

    /** What this node does with what clients and other nodes ask for. */
    public Requests requests() {
        return requests;
    }

    /** Null between two lives. */
    public Life life() {
        return life;
    }

    /** The present life, or the last one. */
    public Member self() {
        return replica.self();
    }

    long clockNanos() {
        return machine.clock().nanos();
    }

    @Override
    public void post(long delayNanos, Runnable action) {
        turns.post(delayNanos, action);
    }

    /** Carries out an effect of a step of the replica, at once or when the process goes on. */
    public void afterStep(Runnable effect) {
        turns.afterStep(effect);
    }

    // ------------------------------------------------------------------------------------------- what befalls it

    public void pause() {
        if (turns.pause()) {
            run.trace().line(name(), "stands still");
        }
    }

    /** Stands still before anything comes of the step that the replica has just taken. */
    void stall(long nanos) {
        run.trace().line(name(), "stands still in the midst of a step");
        turns.stall(nanos, this::resume);
    }

    public void resume() {
        if (turns.resume()) {
            run.trace().line(name(), "goes on");
            ticks.resume();
        }
    }

    void die() {
        alive = false;
        turns.end();
        disk.crash();
        zooKeeper.stop();
        if (life != null) {
            life.end();
            life = null;
        }
        around.network().processEnds(this);
        calls.processEnds();
    }

    /** A rule that the replica itself finds broken ends the run. */
    @Override
    public void halt(String reason, Throwable cause) {
        if (cause instanceof StoreWriteException) {
            machine.crash("a write has failed: " + cause.getMessage());
            return;
        }
        if (cause instanceof Invariant.Broken) {
            throw broken(cause.getMessage());
        } else if (cause instanceof Error error) {
            throw error;
        } else if (cause != null) {
            throw (RuntimeException) cause;
        }
        halt(reason);
    }

    private Violation broken(String how) {
        return new Violation("the replica's own invariants", "%s: %s", name(), how);
    }

    void halt(String reason) {
        machine.halt(reason);
    }

    /** Asks to leave; ends when it has been removed, or after a while anyway. */
    public void leave() {
        if (stopping) {
            return;
        }
        stopping = true;
        run.trace().line(name(), "is asked to leave");
        leave.begin(outcome -> {
            zooKeeper.closeSession();
            machine.crash("has left");
        });
    }

    /** The replica has taken a step. Only a planted fault reports anything here. */
    @Override
    public void stepped(boolean quiet) {
        if (stopping && life != null) {
            ReplicaReport report = life.driver().report();
            boolean hasAnswered = life.hasAnsweredAllWrites();
            around.faultPlanter().goneAtOnce(report, hasAnswered).ifPresent(membership::report);
        }
        if (life != null) {
            afterStep(life.disk()::hearOfUnawaited);
        }
    }

    @Override
    public void hasLeft() {
        leave.hasLeft(replica);
    }

    // ------------------------------------------------------------------------------------------- lives

    @Override
    public void recover(Consumer<StoredState> found) {
        disk.recover(found);
    }

    @Override
    public Member newLife() {
        ReplicaReport registered = around.zooKeeper().newest().reportOf(name());
        Member leftover = around.faultPlanter().adoptsLeftover(registered, name(), self());
        return leftover == null ? new Member(name(), around.machines().nextLife(), name()) : leftover;
    }

    @Override
    public ReplicaDriver drive(Member member, StoredState stored, ReplicaDriver.Host host) {
        life = new Life(around, this, member, stored, host);
        return life.driver();
    }

    @Override
    public void lifeBegins(Member member, StoredState stored) {
        run.trace().line(name(), "life %d begins: %s", member.life(), Lines.of(stored));
    }

    @Override
    public void lifeEnds(Member member, long pauseMillis) {
        run.trace().line(name(), "has no place any more");
        if (life != null) {
            life.end();
            life = null;
        }
    }

    /** A life that has lost its place without hearing of it. */
    void lost(Member member) {
        lifecycle.lost(member);
    }

    @Override
    public boolean isUnwell() {
        return watch.isUnwell();
    }

    @Override
    public void adopted(Configuration before, Configuration newest) {
        forwarding.adopted(before, newest);
    }

    @Override
    public void activated(long epoch) {
        // Nothing here waits for it.
    }

    /** In the simulator no replica lies unless a rule is broken on purpose, so that this tells of a defect. */
    @Override
    public void linkDropped(Member from, String reason) {
        throw broken("drops its link to " + from + ": " + reason);
    }

    // ------------------------------------------------------------------------------------------- events

    private void tick() {
        if (life != null) {
            life.disk().hearOfUnawaited();
        }
        Health measured = watch.tick(
                clockNanos(),
                ticks.dueNanos(),
                life == null ? HealthWatch.Measured.NOTHING : life.driver().measured(),
                lifecycle.space() != Space.ENOUGH);
        Health now = around.faultPlanter().health(measured);
        if (!now.equals(health)) {
            health = now;
            run.trace().line(name(), "measures %s", now);
            membership.state(now);
        }
        lifecycle.tick();
        tickNext();
    }

    private void tickNext() {
        ticks.next(life != null && life.driver().isQuiet());
    }

    @Override
    public void received(Message.Envelope from, Message message) {
        lifecycle.received(from, message);
    }

    /** The disk has more or less room than before, as the watch of the disk tells the replica. */
    void spaceChanged() {
        lifecycle.freeSpace(machine.noticedSpace());
    }

    @Override
    public void peerDown(String address) {
        lifecycle.peerDown(address);
    }

    /** News of a configuration from ZooKeeper's watch. */
    void adopt(Configuration configuration) {
        lifecycle.adopt(configuration);
    }

    /** The controller on this node hears what the replica here suspects. */
    void reported(ReplicaReport report) {
        if (life != null) {
            around.invariants().membership().onReport(life, report);
        }
        controller.doubts(!report.suspects().isEmpty());
    }
}
