package io.catena.simulation;

import io.catena.server.chain.Member;

/**
 * One process as a candidate for the controller, as {@code coordination.Election} and {@code controller.Controller} have
 * it. It may believe that it is the controller when it is not any more.
 */
final class ControllerProcess {
    private static final int NO_TERM = -1;
    private static final long RETRY_NANOS = Timeline.millis(100);

    private final World world;
    private final NodeProcess process;
    private int term = NO_TERM;
    private long termSession;
    private ControllerRounds rounds;
    private boolean zooKeeperReturned;
    /** Whether this process has reason to doubt that the controller is there. */
    private boolean doubts;

    private boolean stepping;
    private boolean again;

    ControllerProcess(World world, NodeProcess process) {
        this.world = world;
        this.process = process;
    }

    private ZooKeeperClient zooKeeper() {
        return process.zooKeeper();
    }

    void zooKeeperReturned() {
        zooKeeperReturned = true;
        hint();
    }

    void doubts(boolean now) {
        doubts = now;
        if (now) {
            hint();
        }
    }

    /** Something may have changed. */
    void hint() {
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
            round();
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
        if (leader == null || !Probes.isProcessGone(world, process, leader)) {
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
        term = NO_TERM;
        rounds = null;
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
        rounds = new ControllerRounds(world, process, term);
    }

    private void round() {
        if (zooKeeperReturned) {
            zooKeeperReturned = false;
            rounds.zooKeeperReturned();
        }
        rounds.round(new ControllerRounds.Ending() {
            @Override
            public void untilHinted() {
                rest();
            }

            @Override
            public void again(long afterNanos) {
                after(afterNanos);
            }

            @Override
            public void deposed() {
                world.trace().line(process.name(), "finds itself deposed");
                depose();
                after(RETRY_NANOS);
            }
        });
    }
}
