package io.catena.simulation.faults;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.machine.SimulatedProcess;
import io.catena.simulation.zookeeper.ChainState;
import io.catena.simulation.zookeeper.ZooKeeperState;
import java.util.ArrayList;
import java.util.List;

/** Which machines have which place in the newest configuration of one chain, as ZooKeeper holds it. It changes nothing. */
final class ChainOfMachines {
    private final SimulatedCluster cluster;
    private int chain = 1;

    ChainOfMachines(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    /** The chain that all else is told of. */
    int chain() {
        return chain;
    }

    /** Tells of another chain from now on. */
    void look(int at) {
        chain = at;
    }

    Configuration newest() {
        return cluster.newest(chain).configuration();
    }

    /** The present life of a machine that is up, or its last one. */
    Member self(SimulatedMachine machine) {
        return machine.process().self(chain);
    }

    /** Whether the newest configuration has taken effect and all its members live. */
    boolean isReady() {
        ChainState newest = cluster.newest(chain);
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
            if (process != null
                    && process.life(chain) != null
                    && !process.isStopping()
                    && member.is(process.self(chain))) {
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
        ReplicaReport report = cluster.newest(chain).reportOf(member.nodeId());
        return report != null && report.life() == member.life() && report.leaving();
    }

    boolean isAppended(SimulatedMachine machine) {
        SimulatedProcess process = machine.process();
        return process != null && process.self(chain) != null && newest().positionOf(process.self(chain)) >= 0;
    }

    boolean isInNewest(SimulatedMachine machine) {
        SimulatedProcess process = machine.process();
        return process != null
                && process.life(chain) != null
                && process.life(chain).image().epoch() == newest().epoch();
    }
}
