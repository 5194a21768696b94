package io.catena.simulation;

import io.catena.server.chain.Invariant;
import io.catena.server.chain.Member;
import io.catena.server.controller.decision.Decision;
import io.catena.server.controller.loop.Controller;
import io.catena.server.controller.loop.ControllerLoop;
import io.catena.server.controller.loop.ControllerTimings;

/**
 * One process as a candidate for the controller, as {@code coordination.Election} has it. It may believe that it is the
 * controller when it is not any more.
 */
final class ControllerProcess implements Controller.Listener {
    private static final int CHAIN = 1;
    private static final long TICK_MILLIS = 100;
    private static final long PROMPT_MILLIS = 50;
    private static final long PROBE_MILLIS = 1_000;
    private static final long GRACE_MILLIS = 2_000;
    private static final long SUSPICION_MILLIS = 1_500;
    private static final int NO_TERM = -1;
    private static final long RETRY_NANOS = Timeline.millis(100);

    private final World world;
    private final NodeProcess process;
    private int term = NO_TERM;
    private long termSession;
    private final Controller controller;
    /** Whether this process has reason to doubt that the controller is there. */
    private boolean doubts;

    private boolean stepping;
    private boolean again;

    ControllerProcess(World world, NodeProcess process) {
        this.world = world;
        this.process = process;
        ControllerTimings timings = new ControllerTimings(
                TICK_MILLIS,
                PROMPT_MILLIS,
                PROBE_MILLIS,
                GRACE_MILLIS,
                world.options().sessionTimeoutNanos() / Timeline.millis(1),
                SUSPICION_MILLIS);
        this.controller = new Controller(
                new ControllerLoop(CHAIN, process.name(), new JudgedRules(world, process.name()), timings),
                new Controller.Ports(
                        process::clockNanos,
                        new ProcessScheduler(process),
                        new SimulatedDirectory(world, process),
                        new SimulatedProbe(world, process)),
                this);
    }

    /** {@link JudgedRules} has seen it, and each round's. */
    @Override
    public void decided(Decision decision) {}

    @Override
    public void refused(Invariant.Broken broken) {
        throw new Violation("permitted changes", "%s", broken.getMessage());
    }

    @Override
    public void termLost() {
        world.trace().line(process.name(), "finds itself deposed");
        term = NO_TERM;
        hint();
    }

    @Override
    public void failed(RuntimeException e) {
        throw new Violation("the controller's rounds do not fail", "%s", e);
    }

    private ZooKeeperClient zooKeeper() {
        return process.zooKeeper();
    }

    void zooKeeperReturned() {
        controller.zooKeeperReturned();
        hint();
    }

    void doubts(boolean now) {
        doubts = now;
        if (now) {
            hint();
        }
    }

    /** Something may have changed. */
    void changed() {
        controller.hint();
        hint();
    }

    private void hint() {
        again = true;
        if (!stepping) {
            stepping = true;
            process.post(1, this::step);
        }
    }

    private void rest() {
        stepping = false;
        if (again) {
            hint();
        }
    }

    private void after(long nanos) {
        stepping = false;
        process.post(nanos, this::hint);
    }

    private void step() {
        again = false;
        if (!zooKeeper().isConnected()) {
            stepping = false;
            return;
        }
        zooKeeper().read(this::stand, () -> after(RETRY_NANOS));
    }

    private void stand(Znodes znodes) {
        long session = zooKeeper().session();
        if (term != NO_TERM && termSession == session) {
            rest();
        } else if (!znodes.isStanding(session)) {
            depose();
            zooKeeper()
                    .write(
                            now -> now.isStanding(session) ? now : now.withCandidate(session),
                            success -> after(RETRY_NANOS),
                            () -> after(RETRY_NANOS));
        } else if (znodes.isLeader(session)) {
            beginTerm(session);
        } else {
            depose();
            doubt(znodes);
        }
    }

    /** Takes the leader's place away if its process is gone, as {@code coordination.Unseating} does. */
    private void doubt(Znodes znodes) {
        Member leader = doubts ? znodes.leader() : null;
        if (leader == null || !SimulatedProbe.isProcessGone(world, process, leader)) {
            if (doubts) {
                after(RETRY_NANOS);
            } else {
                rest();
            }
            return;
        }
        long session = znodes.registrations().get(leader.nodeId()).session();
        world.count("dead controllers unseated");
        zooKeeper()
                .write(
                        now -> now.isStanding(session) ? now.withoutCandidate(session) : null,
                        success -> after(1),
                        () -> after(RETRY_NANOS));
    }

    private void depose() {
        if (term != NO_TERM) {
            term = NO_TERM;
            controller.deposed();
        }
    }

    private void beginTerm(long session) {
        int[] begun = new int[1];
        zooKeeper()
                .write(
                        now -> {
                            begun[0] = now.term() + 1;
                            return now.isStanding(session) ? now.withNextTerm() : null;
                        },
                        success -> {
                            if (success) {
                                elected(begun[0], session);
                            }
                            after(1);
                        },
                        () -> after(RETRY_NANOS));
    }

    private void elected(int newTerm, long session) {
        world.count("controllers elected");
        world.trace().line(process.name(), "is the controller, term %d", newTerm);
        term = newTerm;
        termSession = session;
        controller.elected(term);
    }
}
