package io.catena.simulation.faults;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.machine.SimulatedProcess;
import io.catena.simulation.zookeeper.ZooKeeperState;
import java.util.ArrayList;
import java.util.List;

/** Which machines have which place in the newest configuration, as ZooKeeper holds it. It changes nothing. */
final class ChainOfMachines {
    private final SimulatedCluster cluster;

    ChainOfMachines(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    Configuration newest() {
        return cluster.zooKeeper().newest().configuration();
    }

    /** Whether the newest configuration has taken effect and all its members live. */
    boolean isReady() {
        ZooKeeperState newest = cluster.zooKeeper().newest();
        return newest.activated() != null
                && newest.activated().equals(newest.configuration())
                && members().size() >= 2
                && members().size() == newest().members().size();
    }

    /** The machines whose present lives are members of the newest configuration, in its order. */
    List<SimulatedMachine> members() {
        List<SimulatedMachine> members = new ArrayList<>();
        for (Member member : newest().members()) {
            SimulatedMachine machine = cluster.machine(member.address());
            SimulatedProcess process = machine.process();
            if (process != null && process.life() != null && !process.isStopping() && member.is(process.self())) {
                members.add(machine);
            }
        }
        return members;
    }

    boolean isController(SimulatedMachine machine) {
        ZooKeeperState newest = cluster.zooKeeper().newest();
        return !newest.latch().isEmpty()
                && newest.latch().get(newest.latch().firstKey()).node().equals(machine.name());
    }

    boolean saysThatItHasGone(Member member) {
        ReplicaReport report = cluster.zooKeeper().newest().reportOf(member.nodeId());
        return report != null && report.life() == member.life() && report.leaving();
    }

    boolean isAppended(SimulatedMachine machine) {
        SimulatedProcess process = machine.process();
        return process != null && process.self() != null && newest().positionOf(process.self()) >= 0;
    }

    boolean isInNewest(SimulatedMachine machine) {
        SimulatedProcess process = machine.process();
        return process != null
                && process.life() != null
                && process.life().image().epoch() == newest().epoch();
    }
}
