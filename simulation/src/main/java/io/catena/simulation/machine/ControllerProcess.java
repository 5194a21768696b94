package io.catena.simulation.machine;

import io.catena.server.chain.Invariant;
import io.catena.server.controller.decision.Decision;
import io.catena.server.controller.loop.Candidate;
import io.catena.server.controller.loop.Controller;
import io.catena.server.controller.loop.ControllerLoop;
import io.catena.server.controller.loop.ControllerOfChains;
import io.catena.server.controller.loop.ControllerTimings;
import io.catena.server.controller.loop.ElectionLoop;
import io.catena.server.controller.loop.Handovers;
import io.catena.server.controller.loop.LeaderEvictionLoop;
import io.catena.server.controller.loop.SharedPace;
import io.catena.server.controller.loop.Transfers;
import io.catena.server.controller.placing.PlacedChains;
import io.catena.server.controller.placing.Placer;
import io.catena.server.controller.placing.PlacingEffect;
import io.catena.server.controller.placing.PlacingLoop;
import io.catena.server.invariants.Violation;
import io.catena.server.placement.KnownPlacement;
import io.catena.simulation.invariants.Signs;
import io.catena.simulation.planted.FaultPlanter;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import io.catena.simulation.zookeeper.SimulatedDirectory;
import io.catena.simulation.zookeeper.SimulatedPlacement;
import io.catena.simulation.zookeeper.SimulatedPlaces;
import io.catena.simulation.zookeeper.SimulatedSeat;
import io.catena.simulation.zookeeper.ZooKeeperClient;
import java.util.Collection;

/**
 * The controller of one process, for all chains, and its election: production's classes on simulated ports. It may take itself
 * for the controller after it was deposed.
 */
final class ControllerProcess implements Controller.Listener, Candidate {
    private static final long TICK_MILLIS = 100;
    private static final long PROMPT_MILLIS = 50;
    private static final long PROBE_MILLIS = 1_000;
    private static final long GRACE_MILLIS = 2_000;
    /** Shorter than in production, so that nodes that have been unfit get other roles in the same run. */
    private static final long RECOVERY_MILLIS = 2_000;

    private final Surroundings around;
    private final SimulatedRun run;
    private final SimulatedProcess process;
    private final ControllerOfChains controller = new ControllerOfChains();
    private final SharedPace pace =
            new SharedPace(new Transfers(controller::hint), new Handovers(controller::hint, RECOVERY_MILLIS));
    /** The same, with the one for the placement if there is any. */
    private final Candidate candidate;

    private final ElectionLoop election;
    private final LeaderEvictionLoop leaderEviction;

    /** @param placement as far as the process knows it */
    ControllerProcess(
            Surroundings around,
            SimulatedProcess process,
            ZooKeeperClient zooKeeper,
            SimulatedProbe probe,
            KnownPlacement placement) {
        this.around = around;
        this.run = around.run();
        this.process = process;
        FaultPlanter faultPlanter = around.faultPlanter();
        ControllerTimings timings = new ControllerTimings(
                TICK_MILLIS,
                PROMPT_MILLIS,
                PROBE_MILLIS,
                GRACE_MILLIS,
                faultPlanter.patienceMillis(run.options().sessionTimeoutNanos() / Timeline.millis(1)),
                process.machine().suspicionMillis());
        for (int chain = 1; chain <= run.chains(); chain++) {
            controller.add(controller(chain, timings, zooKeeper, probe, placement));
        }
        ProcessScheduler scheduler = new ProcessScheduler(process);
        this.candidate =
                run.placement().isPlaced() ? new PlacedChains(controller, placer(scheduler, zooKeeper)) : controller;
        this.election =
                new ElectionLoop(new SimulatedSeat(zooKeeper, process.name(), this), this, scheduler, this::failed);
        this.leaderEviction = new LeaderEvictionLoop(
                new SimulatedPlaces(run, process.name(), zooKeeper, faultPlanter, probe::askProcess),
                process::clockNanos,
                scheduler,
                process.machine().suspicionMillis(),
                this::failed);
    }

    private Controller controller(
            int chain,
            ControllerTimings timings,
            ZooKeeperClient zooKeeper,
            SimulatedProbe probe,
            KnownPlacement placement) {
        FaultPlanter faultPlanter = around.faultPlanter();
        Signs signs = new Signs(probe::hasAnswered, Timeline.millis(timings.sessionTimeoutMillis()));
        JudgedRules rules = new JudgedRules(
                run, faultPlanter.decisions(), around.invariants(chain), run.nameOf(process.name(), chain), signs);
        return new Controller(
                new ControllerLoop(chain, process.name(), rules, timings, pace),
                new Controller.Ports(
                        process::clockNanos,
                        new ProcessScheduler(process),
                        new SimulatedDirectory(
                                zooKeeper,
                                faultPlanter,
                                chain,
                                run.placement().replicas(),
                                () -> placement.line(chain)),
                        probe.ofChain(chain)),
                this);
    }

    private Placer placer(ProcessScheduler scheduler, ZooKeeperClient zooKeeper) {
        return new Placer(
                new PlacingLoop(run.placement().replicas(), run.placement().timings()),
                new Placer.Ports(
                        process::clockNanos,
                        scheduler,
                        new SimulatedPlacement(zooKeeper, around.faultPlanter().placing())),
                new Placing());
    }

    /** Hears of what becomes of the placement. */
    private final class Placing implements Placer.Listener {
        @Override
        public void places(PlacingEffect.Publish publish) {
            run.count("placements");
            run.trace()
                    .line(
                            process.name(),
                            "places the chains anew, on %s",
                            publish.next().nodes().values());
        }

        @Override
        public void cannotRead(String problem) {
            throw new Violation("the controller raises no alarm", "%s", problem);
        }

        @Override
        public void termLost() {
            ControllerProcess.this.termLost();
        }

        @Override
        public void failed(RuntimeException e) {
            ControllerProcess.this.failed(e);
        }
    }

    void start() {
        leaderEviction.start();
        election.hint();
    }

    /** Something has changed in ZooKeeper. */
    void changed() {
        candidate.hint();
        election.hint();
    }

    /** Something of these chains has changed, and nothing else. */
    void changed(Collection<Integer> chains) {
        chains.forEach(candidate::hint);
        election.hint();
    }

    /** Something else is said of nodes. */
    void departuresChanged() {
        candidate.hintOfDepartures();
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
        run.count("controllers elected");
        run.trace().line(process.name(), "is the controller, term %d", term);
        candidate.elected(term);
    }

    @Override
    public void deposed() {
        run.trace().line(process.name(), "is the controller no longer");
        candidate.deposed();
    }

    @Override
    public void hint() {
        candidate.hint();
    }

    @Override
    public void hint(int chain) {
        candidate.hint(chain);
    }

    @Override
    public void zooKeeperReturned() {
        candidate.zooKeeperReturned();
    }

    // ------------------------------------------------------------------------------------------- from the controllers

    /** {@link JudgedRules} judges each decision, this one included. */
    @Override
    public void decided(Decision decision) {}

    @Override
    public void refused(Invariant.Broken broken) {
        throw new Violation("permitted changes", "%s", broken.getMessage());
    }

    /** A write of one chain has shown it: the others stop, too. */
    @Override
    public void termLost() {
        run.trace().line(process.name(), "finds itself deposed");
        controller.deposed();
        election.termLost();
    }

    @Override
    public void failed(RuntimeException e) {
        throw new Violation("the controller's rounds do not fail", "%s", e);
    }
}
