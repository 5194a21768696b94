package io.catena.simulation.machine;

import io.catena.simulation.committed.CommittedLog;
import io.catena.simulation.invariants.Invariants;
import io.catena.simulation.network.Network;
import io.catena.simulation.planted.FaultPlanter;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.zookeeper.SimulatedZooKeeper;
import java.util.function.IntSupplier;

/**
 * What is around a machine and its processes. It is made once for a run, and a class below a process takes from it what
 * it needs.
 *
 * @param history the number of the history that requests belong to which are sent at this moment
 */
public record Surroundings(
        SimulatedRun run,
        CommittedLog committed,
        FaultPlanter faultPlanter,
        Invariants invariants,
        SimulatedZooKeeper zooKeeper,
        Network network,
        Machines machines,
        Programs programs,
        Replicas replicas,
        Stalls stalls,
        IntSupplier history) {}
