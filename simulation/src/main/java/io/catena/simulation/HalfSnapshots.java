package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;

/**
 * Kills all members at a moment at which the joining node has received a snapshot in part, and in half of the cases
 * that node too. That node is back first, or never left: the chain must wait for one of the members.
 * This happens in 15 of 100 runs.
 */
final class HalfSnapshots extends OccasionalFaults {
    private static final double RUNS = 0.15;
    private static final long GLANCE_NANOS = Timeline.millis(2);
    private static final long PATIENCE_NANOS = Timeline.millis(8_000);
    private static final long MEMBERS_NANOS = Timeline.millis(4_000);

    HalfSnapshots(World world, long seed) {
        super(world, seed, 2, RUNS);
    }

    @Override
    void next() {
        after(seededRandom().between(Timeline.millis(1_000), Timeline.millis(5_000)), () -> {
            SimulatedMachine again = world().machines()
                    .get(seededRandom().below(world().machines().size()));
            if (again.isUp() && newest() != null && newest().members().size() > 1) {
                again.crash("is killed, to receive the chain's state anew");
                after(Timeline.millis(200), again::start);
            }
            await(world().timeline().nowNanos() + PATIENCE_NANOS);
        });
    }

    private Configuration newest() {
        return world().zooKeeper().newest().configuration();
    }

    private void await(long untilNanos) {
        Configuration newest = newest();
        Member joining = newest == null ? null : newest.joining();
        SimulatedMachine machine = joining == null ? null : world().machine(joining.address());
        if (machine != null && machine.isUp() && machine.content().isInstalling()) {
            strike(newest, machine);
            next();
        } else if (world().timeline().nowNanos() > untilNanos) {
            next();
        } else {
            after(GLANCE_NANOS, () -> await(untilNanos));
        }
    }

    private void strike(Configuration newest, SimulatedMachine joining) {
        world().count("members killed beside half a snapshot");
        for (Member member : newest.members()) {
            SimulatedMachine machine = world().machine(member.address());
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
