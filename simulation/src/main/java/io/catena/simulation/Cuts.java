package io.catena.simulation;

import java.util.ArrayList;
import java.util.List;

/** A set of faults with one cause, which end at the same time: cut links, slow links, processes that stand still. */
final class Cuts {
    private final World world;
    private final List<Runnable> cures = new ArrayList<>();

    Cuts(World world) {
        this.world = world;
    }

    void link(SimulatedMachine from, SimulatedMachine to) {
        world.count("cut link");
        world.trace().line("net", "nothing arrives from %s at %s", from.name(), to.name());
        world.network().cut(from.name(), to.name());
        cures.add(() -> world.network().mend(from.name(), to.name()));
    }

    /** Cuts all links of the machine, in both directions. */
    void allLinks(SimulatedMachine machine) {
        for (SimulatedMachine other : world.machines()) {
            if (other != machine) {
                link(machine, other);
                link(other, machine);
            }
        }
    }

    void zooKeeper(SimulatedMachine machine) {
        world.count("cut from ZooKeeper");
        world.trace().line("net", "%s does not reach ZooKeeper", machine.name());
        machine.cutFromZooKeeper(true);
        cures.add(() -> machine.cutFromZooKeeper(false));
    }

    void slow(SimulatedMachine from, SimulatedMachine to, long nanos) {
        world.count("slow link");
        world.network().slowDown(from.name(), to.name(), nanos);
        cures.add(() -> world.network().slowDown(from.name(), to.name(), 0));
    }

    void pause(SimulatedProcess process) {
        world.count("pause");
        if (world.seededRandom().chance(0.6)) {
            world.stalls().pauseWhenTheStoreIsAsked(process);
        } else {
            process.pause();
        }
        cures.add(() -> world.stalls().resume(process));
    }

    void mend() {
        cures.forEach(Runnable::run);
        cures.clear();
    }
}
