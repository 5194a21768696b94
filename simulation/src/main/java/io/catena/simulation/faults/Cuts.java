package io.catena.simulation.faults;

import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.machine.SimulatedProcess;
import io.catena.simulation.run.SimulatedRun;
import java.util.ArrayList;
import java.util.List;

/** A set of faults with one cause, which end at the same time: cut links, slow links, processes that stand still. */
final class Cuts {
    private final SimulatedRun run;
    private final SimulatedCluster cluster;
    private final List<Runnable> cures = new ArrayList<>();

    Cuts(SimulatedRun run, SimulatedCluster cluster) {
        this.run = run;
        this.cluster = cluster;
    }

    void link(SimulatedMachine from, SimulatedMachine to) {
        run.count("cut link");
        run.trace().line("net", "nothing arrives from %s at %s", from.name(), to.name());
        cluster.network().cut(from.name(), to.name());
        cures.add(() -> cluster.network().mend(from.name(), to.name()));
    }

    /** Cuts all links of the machine, in both directions. */
    void allLinks(SimulatedMachine machine) {
        for (SimulatedMachine other : cluster.machines()) {
            if (other != machine) {
                link(machine, other);
                link(other, machine);
            }
        }
    }

    void zooKeeper(SimulatedMachine machine) {
        run.count("cut from ZooKeeper");
        run.trace().line("net", "%s does not reach ZooKeeper", machine.name());
        machine.cutFromZooKeeper(true);
        cures.add(() -> machine.cutFromZooKeeper(false));
    }

    void slow(SimulatedMachine from, SimulatedMachine to, long nanos) {
        run.count("slow link");
        cluster.network().slowDown(from.name(), to.name(), nanos);
        cures.add(() -> cluster.network().slowDown(from.name(), to.name(), 0));
    }

    void pause(SimulatedProcess process) {
        run.count("pause");
        if (run.seededRandom().chance(0.6)) {
            cluster.stalls().pauseWhenTheStoreIsAsked(process);
        } else {
            process.pause();
        }
        cures.add(() -> cluster.stalls().resume(process));
    }

    void mend() {
        cures.forEach(Runnable::run);
        cures.clear();
    }
}
