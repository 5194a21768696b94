package io.catena.simulation.faults;

import io.catena.server.chain.FormatRange;
import io.catena.server.chain.SharedSettings;
import io.catena.simulation.machine.Programs;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.run.Occasion;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import io.catena.simulation.zookeeper.ZooKeeperState;

/**
 * Programs of several releases in one cluster, which know different formats (P6, P7). Machines get newer programs, one
 * after the other and in any order, and at some time an operator raises the format. The numbers stand for any two
 * formats that follow each other.
 *
 * <p>This happens in a fifth of the runs without a disaster: after one, a cluster may be of the older format
 * again, which the newest programs do not know.
 */
public final class Releases extends OccasionalFaults {
    private static final double RUNS = 0.2;
    private static final long LOOK_NANOS = Timeline.millis(200);

    private final Programs programs;

    /** @param differ as the programs have it */
    public Releases(SimulatedRun run, SimulatedCluster cluster, Programs programs, Occasion differ) {
        super(run, cluster, differ);
        this.programs = programs;
    }

    /** @param isPossible whether a cluster has one chain, and never goes back to the older format */
    public static Occasion draw(long seed, boolean isPossible) {
        return Occasion.draw(seed, 4, RUNS).onlyIf(isPossible);
    }

    /** In the end every machine has a program that may have a place. */
    @Override
    public void stop() {
        super.stop();
        for (SimulatedMachine machine : cluster().machines()) {
            if (!programs.knowsTheCluster(machine.formats())) {
                machine.install(programs.between());
            }
        }
    }

    @Override
    void next() {
        after(seededRandom().between(Timeline.millis(300), Timeline.millis(4_000)), () -> {
            if (seededRandom().chance(0.3)) {
                raise();
            } else {
                upgrade(seededRandom().pick(cluster().machines()));
            }
            next();
        });
    }

    /**
     * An operator raises the format, unless a node is known that does not know it, as {@code SettingsZnode} checks. In
     * half of the cases as if such nodes had registered during the check.
     */
    private void raise() {
        ZooKeeperState now = cluster().zooKeeper().newest();
        SharedSettings settings = now.settings();
        boolean allKnowIt = now.nodes().values().stream()
                .allMatch(node -> node.value().formats().includes(Programs.NEWER));
        boolean allAreThere = cluster().configurations().stream()
                .flatMap(newest -> newest.line().stream())
                .allMatch(member -> now.nodes().containsKey(member.nodeId()));
        boolean isPermitted = allKnowIt && allAreThere || seededRandom().chance(0.5);
        if (settings.format() < Programs.NEWER && isPermitted) {
            run().count("format raised");
            cluster().zooKeeper().changeSettings(settings.withFormat(Programs.NEWER));
        }
    }

    /** The machine gets the next release, if that one knows the format of the cluster. */
    private void upgrade(SimulatedMachine machine) {
        FormatRange next = programs.next(machine.formats());
        if (!machine.formats().equals(next) && programs.knowsTheCluster(next)) {
            if (machine.isUp() && seededRandom().chance(0.7)) {
                machine.process().leave();
                onceDown(machine, next);
            } else {
                install(machine, next);
            }
        }
    }

    private void onceDown(SimulatedMachine machine, FormatRange next) {
        after(LOOK_NANOS, () -> {
            if (machine.isUp() && machine.process().isStopping()) {
                onceDown(machine, next);
            } else {
                install(machine, next);
            }
        });
    }

    private void install(SimulatedMachine machine, FormatRange next) {
        run().count("program upgraded");
        machine.install(next);
        after(seededRandom().between(Timeline.millis(50), Timeline.millis(2_000)), machine::start);
    }
}
