package io.catena.simulation.machine;

import io.catena.server.chain.Member;
import io.catena.simulation.disk.DiskContent;
import io.catena.simulation.invariants.JudgedDisks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * All machines of a run, found by their addresses, and the numbers of lives. One whose disk was wiped is replaced by a new one
 * with another name.
 */
public final class Machines {
    private final List<SimulatedMachine> machines = new ArrayList<>();
    private long lastLife;

    List<SimulatedMachine> all() {
        return Collections.unmodifiableList(machines);
    }

    SimulatedMachine at(String address) {
        return machines.get(Integer.parseInt(address.substring(1)) - 1);
    }

    /** The address of the machine that is added next. */
    String nextAddress() {
        return "n" + (machines.size() + 1);
    }

    void add(SimulatedMachine machine) {
        machines.add(machine);
    }

    /** The number of a life, or of a run of a node's process, that begins. */
    long nextLife() {
        return ++lastLife;
    }

    long lastLife() {
        return lastLife;
    }

    /** The process that runs at an address; null if none does. */
    public SimulatedProcess processAt(String address) {
        return at(address).process();
    }

    /** What their disks have of a chain, as it is judged. */
    public JudgedDisks judged(int chain) {
        return new JudgedDisks() {
            @Override
            public DiskContent content(String address) {
                return at(address).content(chain);
            }

            @Override
            public boolean isLost(Member life) {
                SimulatedMachine machine = at(life.address());
                return machine.isWiped() || machine.wasPutBack(life);
            }
        };
    }
}
