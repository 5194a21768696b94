package io.catena.simulation;

import io.catena.server.chain.Invariant;
import io.catena.server.controller.decision.Decision;
import io.catena.server.controller.loop.Candidate;
import io.catena.server.controller.loop.Controller;
import io.catena.server.controller.loop.ControllerLoop;
import io.catena.server.controller.loop.ControllerTimings;
import io.catena.server.controller.loop.ElectionLoop;
import io.catena.server.controller.loop.LeaderEvictionLoop;
import io.catena.server.invariants.Violation;

/**
 * The controller of one process and its election: production's classes on simulated ports. It may take itself for
 * the controller after it was deposed.
 */
final class ControllerProcess implements Controller.Listener, Candidate {
    private static final int CHAIN = 1;
    private static final long TICK_MILLIS = 100;
    private static final long PROMPT_MILLIS = 50;
    private static final long PROBE_MILLIS = 1_000;
    private static final long GRACE_MILLIS = 2_000;

    private final World world;
    private final SimulatedProcess process;
    private final Controller controller;
    private final ElectionLoop election;
    private final LeaderEvictionLoop leaderEviction;

    ControllerProcess(World world, SimulatedProcess process) {
        this.world = world;
        this.process = process;
        ControllerTimings timings = new ControllerTimings(
                TICK_MILLIS,
                PROMPT_MILLIS,
                PROBE_MILLIS,
                GRACE_MILLIS,
                world.faultPlanter().patienceMillis(world.options().sessionTimeoutNanos() / Timeline.millis(1)),
                process.machine().suspicionMillis());
        ProcessScheduler scheduler = new ProcessScheduler(process);
        SimulatedProbe probe = new SimulatedProbe(world, process);
        this.controller = new Controller(
                new ControllerLoop(CHAIN, process.name(), new JudgedRules(world, process.name()), timings),
                new Controller.Ports(process::clockNanos, scheduler, new SimulatedDirectory(world, process), probe),
                this);
        this.election = new ElectionLoop(new SimulatedSeat(process, this), this, scheduler, this::failed);
        this.leaderEviction = new LeaderEvictionLoop(
                new SimulatedPlaces(world, process, probe),
                process::clockNanos,
                scheduler,
                process.machine().suspicionMillis(),
                this::failed);
    }

    void start() {
        leaderEviction.start();
        election.hint();
    }

    /** Something has changed in ZooKeeper. */
    void changed() {
        controller.hint();
        election.hint();
    }

    void reconnected() {
        zooKeeperReturned();
        election.hint();
    }

    void doubts(boolean now) {
        leaderEviction.doubts(now);
    }

    // ------------------------------------------------------------------------------------------- from the election

    @Override
    public void elected(int term) {
        world.count("controllers elected");
        world.trace().line(process.name(), "is the controller, term %d", term);
        controller.elected(term);
    }

    @Override
    public void deposed() {
        world.trace().line(process.name(), "is the controller no longer");
        controller.deposed();
    }

    @Override
    public void hint() {
        controller.hint();
    }

    @Override
    public void zooKeeperReturned() {
        controller.zooKeeperReturned();
    }

    // ------------------------------------------------------------------------------------------- from the controller

    /** {@link JudgedRules} judges each decision, this one included. */
    @Override
    public void decided(Decision decision) {}

    @Override
    public void refused(Invariant.Broken broken) {
        throw new Violation("permitted changes", "%s", broken.getMessage());
    }

    @Override
    public void termLost() {
        world.trace().line(process.name(), "finds itself deposed");
        election.termLost();
    }

    @Override
    public void failed(RuntimeException e) {
        throw new Violation("the controller's rounds do not fail", "%s", e);
    }
}
