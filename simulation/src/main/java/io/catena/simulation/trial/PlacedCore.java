package io.catena.simulation.trial;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.simulation.machine.Life;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.zookeeper.ChainState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether a core of machines has come to what the placement says, in a run whose chains are on some of the machines. */
final class PlacedCore {
    private final SimulatedRun run;
    private final SimulatedCluster cluster;
    private final List<SimulatedMachine> core;

    PlacedCore(SimulatedRun run, SimulatedCluster cluster, List<SimulatedMachine> core) {
        this.run = run;
        this.cluster = cluster;
        this.core = core;
    }

    /**
     * Whether the chain has its replicas on the placed machines of the core, head and tail among them, and no other machine of the
     * core has anything of it.
     */
    boolean hasReached(int chain) {
        ChainState state = cluster.newest(chain);
        Configuration newest = state.configuration();
        List<String> placed = cluster.placed(chain);
        if (newest == null || newest.joining() != null || !newest.equals(state.activated())) {
            return false;
        }
        Set<String> members = new HashSet<>();
        newest.members().forEach(member -> members.add(member.nodeId()));
        return placed.size() == Math.min(run.placement().replicas(), core.size())
                && members.equals(new HashSet<>(placed))
                && newest.head().nodeId().equals(placed.get(0))
                && newest.tail().nodeId().equals(placed.get(placed.size() - 1))
                && core.stream()
                                .filter(machine -> members.contains(machine.name()))
                                .count()
                        == members.size()
                && core.stream()
                        .allMatch(machine -> members.contains(machine.name())
                                ? isMember(machine, newest)
                                : hasNothing(machine, chain));
    }

    private static boolean isMember(SimulatedMachine machine, Configuration newest) {
        if (!machine.isUp()) {
            return false;
        }
        Member self = machine.process().self(newest.chain());
        Life life = machine.process().life(newest.chain());
        return life != null && newest.positionOf(self) >= 0 && life.image().epoch() >= newest.epoch();
    }

    private static boolean hasNothing(SimulatedMachine machine, int chain) {
        return machine.isUp()
                && !machine.process().carries(chain)
                && machine.content(chain).isBlank();
    }
}
