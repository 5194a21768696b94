package io.catena.simulation.faults;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.run.Occasion;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;

/**
 * Kills all members at a moment at which the joining node has received a snapshot in part, and in half of the cases
 * that node too. That node is back first, or never left: the chain must wait for one of the members.
 * This happens in 15 of 100 runs.
 */
public final class HalfSnapshots extends OccasionalFaults {
    private static final double RUNS = 0.15;
    private static final long GLANCE_NANOS = Timeline.millis(2);
    private static final long PATIENCE_NANOS = Timeline.millis(8_000);
    private static final long MEMBERS_NANOS = Timeline.millis(4_000);

    public HalfSnapshots(SimulatedRun run, SimulatedCluster cluster, long seed) {
        super(run, cluster, Occasion.draw(seed, 2, RUNS));
    }

    /** The chain whose state is received. */
    private int chain = 1;

    @Override
    void next() {
        chain = cluster().chains() == 1
                ? 1
                : (int) seededRandom().between(1, cluster().chains());
        after(seededRandom().between(Timeline.millis(1_000), Timeline.millis(5_000)), () -> {
            SimulatedMachine again = cluster()
                    .machines()
                    .get(seededRandom().below(cluster().machines().size()));
            if (again.isUp() && newest() != null && newest().members().size() > 1) {
                again.crash("is killed, to receive the chain's state anew");
                after(Timeline.millis(200), again::start);
            }
            when(() -> receiver() != null, GLANCE_NANOS, PATIENCE_NANOS, () -> {
                strike(newest(), receiver());
                next();
            });
        });
    }

    private Configuration newest() {
        return cluster().newest(chain).configuration();
    }

    /** The joining node that has received a snapshot in part; null if there is none. */
    private SimulatedMachine receiver() {
        Member joining = newest() == null ? null : newest().joining();
        SimulatedMachine machine = joining == null ? null : cluster().machine(joining.address());
        return machine != null && machine.isUp() && machine.content(chain).isInstalling() ? machine : null;
    }

    private void strike(Configuration newest, SimulatedMachine joining) {
        run().count("members killed beside half a snapshot");
        for (Member member : newest.members()) {
            SimulatedMachine machine = cluster().machine(member.address());
            if (machine.isUp()) {
                machine.crash("is killed, and half a snapshot is left");
                after(seededRandom().exponential(MEMBERS_NANOS), machine::start);
            }
        }
        if (seededRandom().chance(0.5)) {
            joining.crash("is killed in the midst of a snapshot");
            after(Timeline.millis(100), joining::start);
        }
    }
}
