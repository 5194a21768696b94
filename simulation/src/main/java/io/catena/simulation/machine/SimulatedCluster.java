package io.catena.simulation.machine;

import io.catena.server.chain.Configuration;
import io.catena.simulation.network.Network;
import io.catena.simulation.zookeeper.ChainState;
import io.catena.simulation.zookeeper.SimulatedZooKeeper;
import java.util.List;
import java.util.Objects;

/** What faults befall and clients use: the machines of a run, the network between them, and the ZooKeeper that they share. */
public final class SimulatedCluster {
    private final Surroundings around;

    public SimulatedCluster(Surroundings around) {
        this.around = around;
    }

    public List<SimulatedMachine> machines() {
        return around.machines().all();
    }

    public SimulatedMachine machine(String address) {
        return around.machines().at(address);
    }

    /** A machine with an empty disk, on which nothing runs yet. */
    public SimulatedMachine addMachine() {
        SimulatedMachine machine =
                new SimulatedMachine(around, around.machines().nextAddress());
        around.machines().add(machine);
        return machine;
    }

    public Network network() {
        return around.network();
    }

    /** What ZooKeeper holds of a chain. */
    public ChainState newest(int chain) {
        return around.zooKeeper().newest().chain(chain);
    }

    /** The newest configuration of each chain that has one. */
    public List<Configuration> configurations() {
        return around.zooKeeper().newest().chains().stream()
                .map(ChainState::configuration)
                .filter(Objects::nonNull)
                .toList();
    }

    /** On which nodes a chain is to be, as ZooKeeper holds it; empty if that is not known. */
    public List<String> placed(int chain) {
        return around.zooKeeper().newest().placement().published().placement().line(chain);
    }

    public int chains() {
        return around.run().chains();
    }

    public SimulatedZooKeeper zooKeeper() {
        return around.zooKeeper();
    }

    public Interruptions interruptions() {
        return around.interruptions();
    }

    public Stalls stalls() {
        return around.stalls();
    }
}
