package io.catena.simulation.machine;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.Space;
import io.catena.server.chain.StoredState;
import io.catena.server.controller.decision.Health;
import io.catena.server.disk.ReplicaWrites;
import io.catena.server.invariants.Violation;
import io.catena.server.replica.CarriedReplica;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.replica.ReplicaDriver;
import io.catena.server.replica.ReplicaLifecycle;
import io.catena.server.runtime.health.DiskWatch;
import io.catena.server.runtime.health.HealthWatch;
import io.catena.server.storage.files.StoreWriteException;
import io.catena.simulation.run.Lines;
import io.catena.simulation.run.SimulatedRun;
import java.util.function.Consumer;

/** A process's replica of one chain: its lives, one after the other, on simulated ports. */
public final class SimulatedReplica implements CarriedReplica, ReplicaLifecycle.Birth, ReplicaLifecycle.Node {
    private final Surroundings around;
    private final SimulatedRun run;
    private final SimulatedProcess process;
    private final int chain;
    /** As the trace names it. */
    private final String name;

    private final SimulatedMembership membership;
    private final KnownChains.Known known;
    private final ReplicaLifecycle lifecycle;
    /** Over all its lives. */
    private final ReplicaWrites writes;

    private final HealthWatch watch;
    private Health health = Health.WELL;
    /** The last epoch that the replica has activated itself. */
    private long activatedEpoch;

    private Life life;

    SimulatedReplica(Surroundings around, SimulatedProcess process, int chain) {
        this.around = around;
        this.run = around.run();
        this.process = process;
        this.chain = chain;
        this.name = run.nameOf(process.name(), chain);
        this.known = process.known(chain);
        this.writes = new ReplicaWrites(process.disk());
        this.membership = new SimulatedMembership(process, this, process.session());
        this.watch = new HealthWatch(
                process.clockNanos(), around.faultPlanter().nodeDisk(process.nodeDisk(), process.clockNanos()));
        this.lifecycle = new ReplicaLifecycle(
                new ReplicaLifecycle.Ports(
                        process::clockNanos,
                        new ProcessScheduler(process),
                        membership,
                        process.links().of(chain)),
                this,
                this,
                known.replica());
    }

    /** Begins the first life. */
    void start() {
        recover(stored -> lifecycle.register(newLife(), stored));
    }

    /** The present life ends, and another one follows. */
    void liveAnew() {
        lifecycle.lost(self());
    }

    /**
     * The process gives the replica up: its life ends, no other one follows, and nothing of it is registered.
     *
     * @param done called when that is so
     */
    void giveUp(Runnable done) {
        lifecycle.end();
        die();
        membership.withdraw(done);
    }

    /**
     * Removes what the disk has of the replica, behind all writes of its lives, if that may be removed.
     *
     * @param then whether it was removed
     */
    void forget(Configuration activated, Consumer<Boolean> then) {
        process.disk().forget(chain, writes, activated, then);
    }

    /** The process's session knows nothing of the replica any more. */
    void leaveSession() {
        membership.leaveSession();
    }

    /** The order of the writes of all its lives. */
    ReplicaWrites writes() {
        return writes;
    }

    /** The last activated epoch that it knows; 0 if none is known. */
    long activatedEpoch() {
        return Math.max(activatedEpoch, membership.publishedActivatedEpoch());
    }

    /** As the trace names it. */
    String name() {
        return name;
    }

    @Override
    public int chain() {
        return chain;
    }

    @Override
    public CurrentReplica replica() {
        return known.replica();
    }

    /** Null between two lives. */
    public Life life() {
        return life;
    }

    /** The present life, or the last one. */
    public Member self() {
        return known.replica().self();
    }

    DiskWatch watch() {
        return watch.disk();
    }

    /** The process ends. */
    void die() {
        if (life != null) {
            life.end();
            life = null;
        }
    }

    // ------------------------------------------------------------------------------------------- lives

    @Override
    public void recover(Consumer<StoredState> found) {
        process.disk().recover(chain, writes, found);
    }

    @Override
    public Member newLife() {
        ReplicaReport registered = around.zooKeeper().newest().chain(chain).reportOf(process.name());
        Member leftover = around.faultPlanter().adoptsLeftover(registered, process.name(), self());
        return leftover == null ? new Member(process.name(), around.machines().nextLife(), process.name()) : leftover;
    }

    @Override
    public ReplicaDriver drive(Member member, StoredState stored, ReplicaDriver.Host host) {
        life = new Life(around, this, process, member, stored, host);
        return life.driver();
    }

    @Override
    public void lifeBegins(Member member, StoredState stored) {
        run.trace().line(name, "life %d begins: %s", member.life(), Lines.of(stored));
    }

    @Override
    public void lifeEnds(Member member, long pauseMillis) {
        watch.losesPlace(process.clockNanos());
        run.trace().line(name, "has no place any more");
        die();
    }

    /** A life that has lost its place without hearing of it. */
    void lost(Member member) {
        run.trace().line(name, "lost its place while it was not registered");
        lifecycle.lost(member);
    }

    /** A rule that the replica itself finds broken ends the run. */
    @Override
    public void halt(String reason, Throwable cause) {
        if (cause instanceof StoreWriteException) {
            process.machine().crash("a write has failed: " + cause.getMessage());
            return;
        }
        if (cause instanceof Invariant.Broken) {
            throw broken(cause.getMessage());
        } else if (cause instanceof Error error) {
            throw error;
        } else if (cause != null) {
            throw (RuntimeException) cause;
        }
        process.halt(reason);
    }

    private Violation broken(String how) {
        return new Violation("the replica's own invariants", "%s: %s", name, how);
    }

    /** The replica has taken a step. Only a planted fault reports anything here. */
    @Override
    public void stepped(boolean quiet) {
        if (process.isStopping() && life != null) {
            ReplicaReport report = life.driver().report();
            boolean hasAnswered = life.hasAnsweredAllWrites();
            around.faultPlanter().goneAtOnce(report, hasAnswered).ifPresent(membership::report);
        }
        process.stepped();
    }

    @Override
    public boolean isStopping() {
        return process.isStopping();
    }

    @Override
    public void hasLeft() {
        process.hasLeft(known.replica());
    }

    @Override
    public boolean isUnwell() {
        return watch.isUnwell();
    }

    @Override
    public void adopted(Configuration before, Configuration newest) {
        known.configuration().adopted(newest);
        process.forwarding().adopted(before, newest);
    }

    @Override
    public void activated(long epoch) {
        activatedEpoch = Math.max(activatedEpoch, epoch);
    }

    /** In the simulator no replica lies unless a rule is broken on purpose, so that this tells of a defect. */
    @Override
    public void linkDropped(Member from, String reason) {
        throw broken("drops its link to " + from + ": " + reason);
    }

    // ------------------------------------------------------------------------------------------- events

    /** Work of the disk that no step awaits is heard of. */
    void hearOfUnawaited() {
        if (life != null) {
            life.disk().hearOfUnawaited();
        }
    }

    @Override
    public boolean isQuiet() {
        return life != null && life.driver().isQuiet();
    }

    @Override
    public boolean tick(long nowNanos, long dueNanos) {
        Health measured = watch.tick(
                nowNanos,
                dueNanos,
                life == null ? HealthWatch.Measured.NOTHING : life.driver().measured(),
                lifecycle.space() != Space.ENOUGH);
        Health now = around.faultPlanter().health(measured);
        if (!now.equals(health)) {
            health = now;
            run.trace().line(name, "measures %s", now);
            membership.state(now);
        }
        lifecycle.tick();
        return isQuiet();
    }

    @Override
    public void received(Message.Envelope from, Message message) {
        lifecycle.received(from, message);
    }

    @Override
    public void freeSpace(Space found) {
        lifecycle.freeSpace(found);
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
            around.invariants(chain).membership().onReport(life, report);
        }
        process.suspecting().report(chain, !report.suspects().isEmpty());
    }
}
