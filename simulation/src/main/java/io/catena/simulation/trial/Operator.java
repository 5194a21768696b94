package io.catena.simulation.trial;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.controller.decision.Recovery;
import io.catena.server.storage.ReplicaStore;
import io.catena.simulation.history.Histories;
import io.catena.simulation.invariants.Invariants;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.planted.FaultPlanter;
import io.catena.simulation.run.SimulatedRun;
import java.util.List;
import java.util.function.IntFunction;

/** Forms a chain by hand, as an operator does, with production's own decision. */
public final class Operator {
    private final SimulatedRun run;
    private final SimulatedCluster cluster;
    private final FaultPlanter faultPlanter;
    private final IntFunction<Invariants> invariants;
    private final Histories histories;

    /** @param invariants by chain */
    public Operator(
            SimulatedRun run,
            SimulatedCluster cluster,
            FaultPlanter faultPlanter,
            IntFunction<Invariants> invariants,
            Histories histories) {
        this.run = run;
        this.cluster = cluster;
        this.faultPlanter = faultPlanter;
        this.invariants = invariants;
        this.histories = histories;
    }

    /** The copy that the operator takes: mostly the one that is recommended. */
    Recovery.Choice chosen(Recovery recovery) {
        return faultPlanter.chosen(
                recovery,
                run.seededRandom().chance(0.8)
                        ? recovery.choices().get(0)
                        : run.seededRandom().pick(recovery.choices()));
    }

    void force(String what, Recovery.Seen seen, Recovery recovery, Recovery.Choice choice) {
        Recovery.Forced forced =
                faultPlanter.forced(recovery.force(choice.copy().nodeId()));
        boolean newLineage =
                forced.configuration().lineage() > forced.activated().lineage();
        run.count("disaster: " + what + (newLineage ? ", in a new lineage" : ", nothing lost"));
        run.trace().line("operator", "forms the chain from %s: %s", choice.copy(), choice.cost());
        invariants.apply(seen.chain()).onForced(seen, forced);
        cluster.zooKeeper()
                .force(new Recovery.Forced(withAddress(forced.configuration()), withAddress(forced.activated())));
        if (newLineage) {
            ReplicaStore copy =
                    cluster.machine(choice.copy().nodeId()).disk().inspect().replica(seen.chain());
            copy.recover();
            histories.lineageBegins(seen.chain(), copy);
        }
    }

    /** Adds the address, which is the node's id here: no node that is shown may know it. */
    private static Configuration withAddress(Configuration c) {
        Member node = c.head();
        return new Configuration(
                c.chain(),
                c.epoch(),
                c.lineage(),
                List.of(new Member(node.nodeId(), node.life(), node.nodeId())),
                c.joining(),
                c.clean(),
                c.removed(),
                c.settings(),
                c.priorLeaseMillis());
    }
}
