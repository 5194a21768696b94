package io.catena.simulation.machine;

import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.placement.KnownPlacement;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.replica.LeaveCompletion;
import io.catena.server.replica.ReplicasByChain;
import io.catena.server.replica.SharedLinks;
import io.catena.server.replica.SuspectingChains;
import io.catena.server.requests.Forwarding;
import io.catena.server.requests.RequestsByChain;
import io.catena.server.runtime.health.NodeDiskWatch;
import io.catena.simulation.network.Endpoint;
import io.catena.simulation.network.SimulatedLinks;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.zookeeper.ZooKeeperClient;
import java.util.Collections;
import java.util.SortedSet;

/**
 * One run of a node's process, with a replica of each chain that it carries. Actions that are scheduled by {@link #post} wait while the process
 * stands still, and are lost when it ends.
 */
public final class SimulatedProcess implements ZooKeeperClient.Owner, Endpoint {
    /** How many machines the clients have. Sessions are counted by them, and one of them is unknown there. */
    public static final int CLIENT_MACHINES = 3;

    /** Of the values in answers to which several chains contribute: so few that they are felt. */
    private static final int FEW_BYTES = 100;

    private static final int MANY_BYTES = 4 << 20;

    private final Surroundings around;
    private final SimulatedRun run;
    private final SimulatedMachine machine;
    private final long incarnation;
    private final SimulatedNodeSession session;
    private final ZooKeeperClient zooKeeper;
    private final ControllerProcess controller;
    private final DiskThread disk;
    private final NodeDiskWatch nodeDisk;
    private final ProcessTurns turns;
    private final ProcessTicks ticks;
    private boolean alive = true;
    private boolean stopping;
    private final ReplicasByChain<SimulatedReplica> replicas = new ReplicasByChain<>();
    private final SharedLinks links;
    private final SuspectingChains suspecting;
    private final SimulatedCalls calls;
    private final Forwarding forwarding;
    private final KnownChains chains;
    private final RequestsByChain requests;
    /** Null if every machine carries every chain. */
    private final CarryingProcess carrying;

    private final LeaveCompletion leave;

    SimulatedProcess(Surroundings around, SimulatedMachine machine) {
        this.around = around;
        this.run = around.run();
        this.machine = machine;
        this.turns = new ProcessTurns(run.timeline(), machine.clock());
        this.incarnation = around.machines().nextLife();
        this.ticks = new ProcessTicks(run, this, this::tick);
        this.zooKeeper = new ZooKeeperClient(run, around.zooKeeper(), this);
        SimulatedProbe probe = new SimulatedProbe(run, around.machines(), around.network(), this);
        this.disk = new DiskThread(around, this);
        this.nodeDisk = new NodeDiskWatch(clockNanos());
        boolean placed = run.placement().isPlaced();
        SortedSet<Integer> held = placed ? disk.held() : Collections.emptySortedSet();
        KnownPlacement placement = new KnownPlacement(run.chains());
        this.session = new SimulatedNodeSession(this, zooKeeper, probe, machine.carrier(held));
        this.controller = new ControllerProcess(around, this, zooKeeper, probe, placement);
        SharedLinks.Listener dropped =
                around.faultPlanter().tellsOfDroppedConnections() ? replicas::dropped : (chain, address) -> {};
        this.links = new SharedLinks(new SimulatedLinks(around.network(), around.faultPlanter(), this), dropped);
        this.suspecting = new SuspectingChains(controller::doubts);
        this.calls = new SimulatedCalls(around, this);
        this.forwarding = new Forwarding(calls);
        this.chains = new KnownChains(run, this, around.faultPlanter().placing());
        if (placed) {
            this.carrying = new CarryingProcess(around, this, placement, held);
            session.follow(around.interruptions(), placement, controller::hint);
        } else {
            this.carrying = null;
            for (int chain = 1; chain <= run.chains(); chain++) {
                replicas.add(new SimulatedReplica(around, this, chain));
            }
        }
        this.requests = new RequestsByChain(chains, this::clockNanos, answerBytes(), answerBytes());
        this.leave = new LeaveCompletion(
                this::clockNanos, new ProcessScheduler(this), replicas::lives, zooKeeper::isConnected);
    }

    private int answerBytes() {
        return run.chains() > 1 && run.seededRandom().chance(0.3)
                ? run.seededRandom().below(FEW_BYTES)
                : MANY_BYTES;
    }

    void start() {
        if (carrying != null) {
            session.connect();
            replicas.freeSpace(machine.noticedSpace());
            carrying.start(() -> {
                session.register(controller);
                controller.start();
                ticks.next(false);
            });
            return;
        }
        session.register(controller);
        session.connect();
        controller.start();
        replicas.freeSpace(machine.noticedSpace());
        replicas.all().forEach(SimulatedReplica::start);
        ticks.next(false);
    }

    /** Has a replica of the chain from now on. */
    void begin(int chain) {
        SimulatedReplica replica = new SimulatedReplica(around, this, chain);
        replicas.add(replica);
        replica.start();
    }

    /** The replica of the chain has been given up: nothing serves it any more. */
    void dismiss(int chain) {
        SimulatedReplica replica = replicas.of(chain);
        replicas.remove(chain);
        forwarding.forget(chain);
        links.forget(chain);
        suspecting.forget(chain);
        replica.leaveSession();
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

    SimulatedNodeSession session() {
        return session;
    }

    SharedLinks links() {
        return links;
    }

    SuspectingChains suspecting() {
        return suspecting;
    }

    Forwarding forwarding() {
        return forwarding;
    }

    DiskThread disk() {
        return disk;
    }

    /** What all its replicas know of the disk. */
    NodeDiskWatch nodeDisk() {
        return nodeDisk;
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

    public boolean isStopping() {
        return stopping;
    }

    SimulatedCalls calls() {
        return calls;
    }

    /** What this node does with what clients and other nodes ask for. */
    public RequestsByChain requests() {
        return requests;
    }

    /** Null if it has none. */
    SimulatedReplica replica(int chain) {
        return replicas.of(chain);
    }

    /** Whether it has a replica of the chain. */
    public boolean carries(int chain) {
        return replica(chain) != null;
    }

    /** What it knows of a chain, whether it carries it or not. */
    KnownChains.Known known(int chain) {
        return chains.chain(chain);
    }

    /** The present life of the replica of a chain; null between two, and if it has none. */
    public Life life(int chain) {
        return carries(chain) ? replica(chain).life() : null;
    }

    /** The present life of the replica of a chain, or the last one; null before the first, and if it has no replica. */
    public Member self(int chain) {
        return carries(chain) ? replica(chain).self() : null;
    }

    long clockNanos() {
        return machine.clock().nanos();
    }

    @Override
    public void post(long delayNanos, Runnable action) {
        turns.post(delayNanos, action);
    }

    /** Carries out an effect of a step of a replica, at once or when the process goes on. */
    public void afterStep(Runnable effect) {
        turns.afterStep(effect);
    }

    // ------------------------------------------------------------------------------------------- what befalls it

    public void pause() {
        if (turns.pause()) {
            run.trace().line(name(), "stands still");
        }
    }

    /** Stands still before anything comes of the step that a replica has just taken. */
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
        replicas.all().forEach(SimulatedReplica::die);
        around.network().processEnds(this);
        calls.processEnds();
    }

    void halt(String reason) {
        machine.halt(reason);
    }

    /** Asks to leave; ends when all chains have let it go, or after a while anyway. */
    public void leave() {
        if (stopping) {
            return;
        }
        stopping = true;
        run.trace().line(name(), "is asked to leave");
        leave.begin(outcome -> {
            if (carrying == null) {
                hasLeftAll();
            } else {
                carrying.goes(this::hasLeftAll);
            }
        });
    }

    private void hasLeftAll() {
        zooKeeper.closeSession();
        machine.crash("has left");
    }

    /** The node has been registered anew. */
    void isRegistered() {
        if (carrying != null) {
            carrying.comes();
        }
    }

    void hasLeft(CurrentReplica replica) {
        leave.hasLeft(replica);
    }

    // ------------------------------------------------------------------------------------------- events

    private void tick() {
        hearOfUnawaited();
        ticks.next(replicas.tick(clockNanos(), ticks.dueNanos()));
    }

    /** A replica has taken a step: the loop is awake for all of them. */
    void stepped() {
        for (SimulatedReplica replica : replicas.all()) {
            if (replica.life() != null) {
                afterStep(replica.life().disk()::hearOfUnawaited);
            }
        }
    }

    private void hearOfUnawaited() {
        replicas.all().forEach(SimulatedReplica::hearOfUnawaited);
    }

    @Override
    public void received(Message.Envelope from, Message message) {
        replicas.received(from, message);
    }

    @Override
    public void peerDown(String address) {
        replicas.peerDown(address);
    }

    /** The disk has more or less room than before, as the watch of the disk tells the replicas. */
    void spaceChanged() {
        replicas.freeSpace(machine.noticedSpace());
    }
}
