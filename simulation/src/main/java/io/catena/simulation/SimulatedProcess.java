package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.Space;
import io.catena.server.chain.StoredState;
import io.catena.server.controller.decision.Health;
import io.catena.server.invariants.Violation;
import io.catena.server.replica.LeaveCompletion;
import io.catena.server.replica.LocalReplica;
import io.catena.server.replica.ReplicaDriver;
import io.catena.server.replica.ReplicaLifecycle;
import io.catena.server.requests.Forwarding;
import io.catena.server.requests.Requests;
import io.catena.server.runtime.health.DiskWatch;
import io.catena.server.runtime.health.HealthWatch;
import io.catena.server.storage.files.StoreWriteException;
import java.util.function.Consumer;

/**
 * One run of a node's process: the lives of its replica, one after the other, on simulated ports. Actions that are
 * scheduled by {@link #post} wait while the process stands still, and are lost when it ends.
 */
final class SimulatedProcess implements ReplicaLifecycle.Birth, ReplicaLifecycle.Node {
    /** Sessions are opened for so many machines, one of them unknown. */
    private static final int ORIGINS = 3;

    private final World world;
    private final SimulatedMachine machine;
    private final long incarnation;
    private final SimulatedMembership membership;
    private final ZooKeeperClient zooKeeper;
    private final ControllerProcess controller;
    private final DiskThread disk;
    private final ProcessTurns turns;
    private boolean alive = true;
    private boolean tickIsLate;
    private boolean stopping;
    private final LocalReplica replica = new LocalReplica();
    private final SimulatedCalls calls;
    private final Forwarding forwarding;
    private final Requests requests;
    private final LeaveCompletion leave;
    private final ReplicaLifecycle lifecycle;
    private final HealthWatch watch;
    private Health health = Health.WELL;
    /** When the next tick is due, on this process's clock. */
    private long dueNanos;

    private Life life;

    SimulatedProcess(World world, SimulatedMachine machine) {
        this.world = world;
        this.machine = machine;
        this.turns = new ProcessTurns(world.timeline(), machine.clock());
        this.incarnation = world.nextIncarnation();
        this.membership = new SimulatedMembership(world, this);
        this.controller = new ControllerProcess(world, this);
        this.zooKeeper = new ZooKeeperClient(world, this, new ZooKeeperClient.Listener() {
            @Override
            public void changed() {
                membership.changed();
                controller.changed();
            }

            @Override
            public void disconnected() {
                membership.connection();
            }

            @Override
            public void reconnected() {
                membership.connection();
                controller.reconnected();
            }
        });
        this.watch = new HealthWatch(clockNanos());
        this.disk = new DiskThread(world, this);
        this.lifecycle = new ReplicaLifecycle(
                new ReplicaLifecycle.Ports(
                        this::clockNanos, new ProcessScheduler(this), membership, new SimulatedLinks(world, this)),
                this,
                this,
                replica);
        this.leave = new LeaveCompletion(this::clockNanos, new ProcessScheduler(this), replica, zooKeeper::isConnected);
        this.calls = new SimulatedCalls(world, this);
        this.forwarding = new Forwarding(calls);
        this.requests = new Requests(
                Life.CHAIN,
                replica,
                lifecycle::configuration,
                forwarding,
                new Requests.Ports(
                        this::clockNanos,
                        () -> world.seededRandom().between(1, Long.MAX_VALUE - 1),
                        origin -> origin.connection() % ORIGINS));
    }

    void start() {
        membership.start();
        zooKeeper.start();
        controller.start();
        lifecycle.freeSpace(machine.noticedSpace());
        recover(stored -> lifecycle.register(newLife(), stored));
        tickNext();
    }

    String name() {
        return machine.name();
    }

    /** Of this run of the node. */
    long incarnation() {
        return incarnation;
    }

    SimulatedMachine machine() {
        return machine;
    }

    ZooKeeperClient zooKeeper() {
        return zooKeeper;
    }

    DiskThread disk() {
        return disk;
    }

    DiskWatch watch() {
        return watch.disk();
    }

    boolean isAlive() {
        return alive;
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
    Requests requests() {
        return requests;
    }

    /** Null between two lives. */
    Life life() {
        return life;
    }

    /** The present life, or the last one. */
    Member self() {
        return replica.self();
    }

    long clockNanos() {
        return machine.clock().nanos();
    }

    /** Runs an action of this process later. */
    void post(long delayNanos, Runnable action) {
        turns.post(delayNanos, action);
    }

    /** Carries out an effect of a step of the replica, at once or when the process goes on. */
    void afterStep(Runnable effect) {
        turns.afterStep(effect);
    }

    // ------------------------------------------------------------------------------------------- what befalls it

    void pause() {
        if (turns.pause()) {
            world.trace().line(name(), "stands still");
        }
    }

    /** Stands still before anything comes of the step that the replica has just taken. */
    void stall(long nanos) {
        world.trace().line(name(), "stands still in the midst of a step");
        turns.stall(nanos, this::resume);
    }

    void resume() {
        if (turns.resume()) {
            world.trace().line(name(), "goes on");
            if (tickIsLate) {
                tickIsLate = false;
                post(world.seededRandom().below(2) * world.options().tickNanos(), this::tick);
            }
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
        world.network().processEnds(this);
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
    void leave() {
        if (stopping) {
            return;
        }
        stopping = true;
        world.trace().line(name(), "is asked to leave");
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
            world.faultPlanter().goneAtOnce(report, hasAnswered).ifPresent(membership::report);
        }
        if (life != null) {
            afterStep(life.disk()::hearOfUnawaited);
        }
    }

    @Override
    public void hasLeft() {
        leave.hasLeft();
    }

    // ------------------------------------------------------------------------------------------- lives

    @Override
    public void recover(Consumer<StoredState> found) {
        disk.recover(found);
    }

    @Override
    public Member newLife() {
        Member leftover = world.faultPlanter().adoptsLeftover(world.zooKeeper().newest(), name(), self());
        return leftover == null ? new Member(name(), world.nextIncarnation(), name()) : leftover;
    }

    @Override
    public ReplicaDriver drive(Member member, StoredState stored, ReplicaDriver.Host host) {
        life = new Life(world, this, member, stored, host);
        return life.driver();
    }

    @Override
    public void lifeBegins(Member member, StoredState stored) {
        world.trace().line(name(), "life %d begins: %s", member.life(), Lines.of(stored));
    }

    @Override
    public void lifeEnds(Member member, long pauseMillis) {
        world.trace().line(name(), "has no place any more");
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
        // Nobody here wants to know.
    }

    /** In the simulator nobody lies unless a rule is broken on purpose, so that this tells of a defect. */
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
                dueNanos,
                life == null ? HealthWatch.Measured.NOTHING : life.driver().measured(),
                lifecycle.space() != Space.ENOUGH);
        Health now = world.faultPlanter().health(measured);
        if (!now.equals(health)) {
            health = now;
            world.trace().line(name(), "measures %s", now);
            membership.state(now);
        }
        lifecycle.tick();
        tickNext();
    }

    /**
     * A timer that comes late because the process stood still comes in no certain order with what else is late. Ticks are
     * as seldom as a replica must bear, and while it is quiet half of them come earlier.
     */
    private void tickNext() {
        boolean quiet = life != null && life.driver().isQuiet();
        long delayNanos = world.options().drawTick(world.seededRandom(), quiet);
        dueNanos = clockNanos() + delayNanos;
        world.timeline().after(delayNanos, () -> {
            tickIsLate = isPaused();
            if (alive && !isPaused()) {
                tick();
            }
        });
    }

    void received(Message.Envelope from, Message message) {
        lifecycle.received(from, message);
    }

    /** The disk has more or less room than before, as whoever watches it tells the replica. */
    void spaceChanged() {
        lifecycle.freeSpace(machine.noticedSpace());
    }

    void peerDown(String address) {
        lifecycle.peerDown(address);
    }

    /** News of a configuration from ZooKeeper's watch. */
    void adopt(Configuration configuration) {
        lifecycle.adopt(configuration);
    }

    /** The controller on this node hears what the replica here suspects. */
    void reported(ReplicaReport report) {
        if (life != null) {
            world.invariants().membership().onReport(life, report);
        }
        controller.doubts(!report.suspects().isEmpty());
    }
}
