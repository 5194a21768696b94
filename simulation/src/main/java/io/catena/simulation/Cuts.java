package io.catena.simulation;

import java.util.ArrayList;
import java.util.List;

/** What is cut off, slow or standing still for one reason, to be mended at one time. */
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

    /** Both ways, from and to all others. */
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
        process.pause();
        cures.add(process::resume);
    }

    void mend() {
        cures.forEach(Runnable::run);
        cures.clear();
    }
}
