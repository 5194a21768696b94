package io.catena.simulation.machine;

import io.catena.server.storage.NodeStore;
import io.catena.simulation.committed.CommittedLogs;
import io.catena.simulation.disk.MachineDisk;
import io.catena.simulation.invariants.Invariants;
import io.catena.simulation.network.Network;
import io.catena.simulation.planted.FaultPlanter;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.zookeeper.SimulatedZooKeeper;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * What is around a machine and its processes. It is made once for a run, and a class below a process takes from it what
 * it needs.
 *
 * @param judges the invariants of each chain, the first one's first
 * @param history the number of the history that requests belong to which are sent at this moment
 */
public record Surroundings(
        SimulatedRun run,
        CommittedLogs committed,
        FaultPlanter faultPlanter,
        List<Invariants> judges,
        SimulatedZooKeeper zooKeeper,
        Network network,
        Machines machines,
        Programs programs,
        Replicas replicas,
        Stalls stalls,
        Interruptions interruptions,
        IntSupplier history) {
    /** The invariants of a chain. */
    public Invariants invariants(int chain) {
        return judges.get(chain - 1);
    }

    /** Looks at a copy of what a process has left on a disk. */
    public void judgeDisk(String name, MachineDisk disk) {
        NodeStore store = disk.inspect();
        for (int chain = 1; chain <= run.chains(); chain++) {
            invariants(chain).disks().afterCrash(name, disk.content(chain), store.replica(chain));
        }
    }
}
