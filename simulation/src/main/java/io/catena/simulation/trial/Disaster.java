package io.catena.simulation.trial;

import io.catena.server.chain.Member;
import io.catena.server.controller.decision.Holding;
import io.catena.server.controller.decision.Recovery;
import io.catena.simulation.client.Clients;
import io.catena.simulation.client.SimulatedClient;
import io.catena.simulation.faults.FaultInjector;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.run.SeededRandom;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import io.catena.simulation.zookeeper.ChainState;
import io.catena.simulation.zookeeper.ZooKeeperState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A disaster between the phases of safety and liveness, in some runs, and the recovery by an operator with
 * production's own decision. Either ZooKeeper loses its data, wholly or back to an earlier moment, or the chain
 * loses all its last members while an older copy exists. Then clients and faults go on for 15 s.
 *
 * <p>The operator meets production's condition: no member runs that is not shown. A node that was no member of the
 * last epoch, or that is certainly not needed, may stand still meanwhile.
 */
public final class Disaster {
    /** The kinds of disasters. */
    public enum Kind {
        NONE,
        ZOOKEEPER_LOST,
        MEMBERS_LOST
    }

    /** The random numbers of this draw are a sequence of their own, so that the run is the same up to the disaster. */
    private static final long DICE = 0x5DEECE66DL;

    /** Clients that are started anew have other numbers, and so write other values. */
    private static final int FIRST_LATER_CLIENT = 100;

    private static final double CHANCE = 0.15;
    private static final long AFTERMATH_NANOS = Timeline.millis(15_000);

    private final SimulatedRun run;
    private final SimulatedCluster cluster;
    private final Operator operator;
    private final Clients starter;
    private final List<SimulatedMachine> returning = new ArrayList<>();
    private List<SimulatedClient> clients;

    /**
     * @param starter starts clients anew if those that were there had to end
     * @param clients those that send requests
     */
    public Disaster(
            SimulatedRun run,
            SimulatedCluster cluster,
            Operator operator,
            Clients starter,
            List<SimulatedClient> clients) {
        this.run = run;
        this.cluster = cluster;
        this.operator = operator;
        this.starter = starter;
        this.clients = clients;
    }

    public static Kind draw(long seed) {
        SeededRandom seededRandom = new SeededRandom(seed * 31 + DICE);
        if (seededRandom.chance(CHANCE)) {
            return Kind.ZOOKEEPER_LOST;
        }
        return seededRandom.chance(CHANCE) ? Kind.MEMBERS_LOST : Kind.NONE;
    }

    /** Lets the disaster happen and the operator recover; returns the clients that send requests from then on. */
    public List<SimulatedClient> strike(Kind kind) {
        if (kind == Kind.NONE) {
            return clients;
        }
        heal();
        if (kind == Kind.ZOOKEEPER_LOST) {
            zooKeeperIsLost();
        } else {
            membersAreLost();
        }
        if (clients.isEmpty()) {
            clients = starter.startAll(FIRST_LATER_CLIENT);
        }
        FaultInjector faultInjector = new FaultInjector(run, cluster);
        faultInjector.start();
        run(AFTERMATH_NANOS);
        faultInjector.stop();
        return clients;
    }

    private void heal() {
        cluster.network().mendAll();
        cluster.zooKeeper().heal();
        for (SimulatedMachine machine : sound()) {
            machine.cutFromZooKeeper(false);
            machine.mendDisk();
        }
    }

    private List<SimulatedMachine> sound() {
        return cluster.machines().stream().filter(machine -> !machine.isWiped()).toList();
    }

    private void run(long nanos) {
        run.timeline().runUntil(run.timeline().nowNanos() + nanos);
    }

    // ------------------------------------------------------------------------------------------- ZooKeeper is lost

    private void zooKeeperIsLost() {
        List<SimulatedMachine> shown = new ArrayList<>();
        List<SimulatedMachine> hidden = new ArrayList<>();
        sound().forEach(machine -> (run.seededRandom().chance(0.75) ? shown : hidden).add(machine));
        shown.forEach(machine -> machine.crash("is stopped by the operator"));
        hidden.forEach(this::stopOrSuspend);
        ZooKeeperState before = cluster.zooKeeper().newest();
        cluster.zooKeeper().lose();
        List<Recovery.Seen> seen = new ArrayList<>();
        List<Recovery> recoveries = new ArrayList<>();
        for (int chain = 1; chain <= cluster.chains(); chain++) {
            seen.add(seenOnDisks(chain, shown));
            recoveries.add(Recovery.ofZooKeeper(seen.get(chain - 1)));
        }
        if (recoveries.stream().anyMatch(recovery -> recovery.refusal().isPresent())) {
            run.count("disaster: ZooKeeper's newest data is back");
            cluster.zooKeeper().restore(before);
        } else {
            List<Recovery.Choice> choices =
                    recoveries.stream().map(operator::chosen).toList();
            if (!choices.stream().allMatch(Recovery.Choice::losesNothing)) {
                hidden.forEach(machine -> machine.crash("is stopped by the operator"));
                abandonClients();
            }
            for (int i = 0; i < choices.size(); i++) {
                operator.force("ZooKeeper rebuilt", seen.get(i), recoveries.get(i), choices.get(i));
            }
        }
        sound().forEach(SimulatedMachine::start);
        hidden.stream()
                .filter(SimulatedMachine::isUp)
                .forEach(machine -> machine.process().resume());
    }

    private Recovery.Seen seenOnDisks(int chain, List<SimulatedMachine> shown) {
        ChainState left = cluster.newest(chain);
        return new Recovery.Seen(
                chain,
                left.configuration(),
                left.activated(),
                left.committed(),
                List.of(),
                shown.stream().map(machine -> machine.holding(chain)).toList());
    }

    private void stopOrSuspend(SimulatedMachine machine) {
        if (machine.isUp() && run.seededRandom().chance(0.5)) {
            machine.process().pause();
        } else {
            machine.crash("is stopped by the operator");
        }
    }

    // ------------------------------------------------------------------------------------------- members are lost

    private void membersAreLost() {
        for (SimulatedMachine machine : sound()) {
            if (machine.isUp()) {
                machine.process().resume();
            }
            machine.start();
        }
        run(Timeline.millis(5_000));
        List<SimulatedMachine> up =
                sound().stream().filter(SimulatedMachine::isUp).toList();
        if (up.isEmpty()) {
            return;
        }
        SimulatedMachine stale = run.seededRandom().pick(up);
        stale.crash("falls behind");
        run(run.seededRandom().between(0, Timeline.millis(8_000)));
        membersOfAllChains().forEach(machine -> lose(machine, stale));
        abandonClients();
        stale.start();
        run(3 * run.options().sessionTimeoutNanos() + Timeline.millis(5_000));
        for (int chain = 1; chain <= cluster.chains(); chain++) {
            recover(chain);
        }
        returning.forEach(machine ->
                run.timeline().after(run.seededRandom().between(0, AFTERMATH_NANOS - 1), machine::start));
    }

    private Set<SimulatedMachine> membersOfAllChains() {
        Set<SimulatedMachine> machines = new LinkedHashSet<>();
        cluster.configurations()
                .forEach(newest -> newest.members().forEach(member -> machines.add(cluster.machine(member.address()))));
        return machines;
    }

    private void lose(SimulatedMachine member, SimulatedMachine stale) {
        if (member == stale) {
            return;
        }
        if (run.seededRandom().chance(0.5)) {
            member.wipe();
        } else {
            member.crash("is thought to be lost");
            returning.add(member);
        }
    }

    private void recover(int chain) {
        ChainState now = cluster.newest(chain);
        List<Member> registered = cluster.zooKeeper().newest().living(chain);
        List<Holding> copies = new ArrayList<>();
        registered.forEach(node -> copies.add(Holding.reported("cluster", node.nodeId(), now.reportOf(node.nodeId()))));
        Recovery.Seen seen =
                new Recovery.Seen(chain, now.configuration(), now.activated(), now.committed(), registered, copies);
        Recovery recovery = Recovery.ofChain(seen);
        run.trace().line("operator", "%s", recovery.refusal().orElse("may choose"));
        if (recovery.refusal().isEmpty()) {
            operator.force("chain forced", seen, recovery, operator.chosen(recovery));
        } else {
            run.count("disaster: no chain to force");
        }
    }

    /**
     * Ends all clients, since committed records may be given up. When this returns, the deadlines of their requests
     * have passed.
     */
    private void abandonClients() {
        clients.forEach(SimulatedClient::abandon);
        clients = List.of();
        run(run.options().clientTimeoutNanos() + Timeline.millis(1_000));
    }
}
