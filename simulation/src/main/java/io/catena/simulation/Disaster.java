package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.controller.decision.Holding;
import io.catena.server.controller.decision.Recovery;
import io.catena.server.storage.ReplicaStore;
import java.util.ArrayList;
import java.util.List;

/**
 * A disaster between the phases of safety and liveness, in some runs, and the recovery by an operator with
 * production's own decision. Either ZooKeeper loses its data, wholly or back to an earlier moment, or the chain
 * loses all its last members while an older copy exists. Then clients and faults go on for 15 s.
 *
 * <p>The operator meets production's condition: no member runs that is not shown. A node that was no member of the
 * last epoch, or that is certainly not needed, may stand still meanwhile.
 */
final class Disaster {
    /** The kinds of disasters. */
    enum Kind {
        NONE,
        ZOOKEEPER_LOST,
        MEMBERS_LOST
    }

    /** The random numbers of this draw are a sequence of their own, so that the run is the same up to the disaster. */
    private static final long DICE = 0x5DEECE66DL;

    private static final int CHAIN = 1;
    /** Clients that are started anew have other numbers, and so write other values. */
    private static final int FIRST_LATER_CLIENT = 100;

    private static final double CHANCE = 0.15;
    private static final long AFTERMATH_NANOS = Timeline.millis(15_000);

    private final World world;
    private final List<SimulatedMachine> returning = new ArrayList<>();
    private List<SimulatedClient> clients;

    Disaster(World world, List<SimulatedClient> clients) {
        this.world = world;
        this.clients = clients;
    }

    static Kind draw(long seed) {
        SeededRandom seededRandom = new SeededRandom(seed * 31 + DICE);
        if (seededRandom.chance(CHANCE)) {
            return Kind.ZOOKEEPER_LOST;
        }
        return seededRandom.chance(CHANCE) ? Kind.MEMBERS_LOST : Kind.NONE;
    }

    /** Lets the disaster happen and the operator recover; returns the clients that send requests from then on. */
    List<SimulatedClient> strike(Kind kind) {
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
            clients = SimulatedClient.startAll(world, FIRST_LATER_CLIENT);
        }
        FaultInjector faultInjector = new FaultInjector(world);
        faultInjector.start();
        run(AFTERMATH_NANOS);
        faultInjector.stop();
        return clients;
    }

    private void heal() {
        world.network().mendAll();
        world.zooKeeper().heal();
        for (SimulatedMachine machine : sound()) {
            machine.cutFromZooKeeper(false);
            machine.mendDisk();
        }
    }

    private List<SimulatedMachine> sound() {
        return world.machines().stream().filter(machine -> !machine.isWiped()).toList();
    }

    private void run(long nanos) {
        world.timeline().runUntil(world.timeline().nowNanos() + nanos);
    }

    // ------------------------------------------------------------------------------------------- ZooKeeper is lost

    private void zooKeeperIsLost() {
        List<SimulatedMachine> shown = new ArrayList<>();
        List<SimulatedMachine> hidden = new ArrayList<>();
        sound().forEach(machine -> (world.seededRandom().chance(0.75) ? shown : hidden).add(machine));
        shown.forEach(machine -> machine.crash("is stopped by the operator"));
        hidden.forEach(this::stopOrSuspend);
        ZooKeeperState before = world.zooKeeper().newest();
        world.zooKeeper().lose();
        ZooKeeperState left = world.zooKeeper().newest();
        Recovery.Seen seen = new Recovery.Seen(
                CHAIN,
                left.configuration(),
                left.activated(),
                left.committed(),
                List.of(),
                shown.stream().map(SimulatedMachine::holding).toList());
        Recovery recovery = Recovery.ofZooKeeper(seen);
        if (recovery.refusal().isPresent()) {
            world.count("disaster: ZooKeeper's newest data is back");
            world.zooKeeper().restore(before);
        } else {
            Recovery.Choice choice = chosen(recovery);
            if (!choice.losesNothing()) {
                hidden.forEach(machine -> machine.crash("is stopped by the operator"));
                abandonClients();
            }
            force("ZooKeeper rebuilt", seen, recovery, choice);
        }
        sound().forEach(SimulatedMachine::start);
        hidden.stream()
                .filter(SimulatedMachine::isUp)
                .forEach(machine -> machine.process().resume());
    }

    private void stopOrSuspend(SimulatedMachine machine) {
        if (machine.isUp() && world.seededRandom().chance(0.5)) {
            machine.process().pause();
        } else {
            machine.crash("is stopped by the operator");
        }
    }

    private Recovery.Choice chosen(Recovery recovery) {
        return world.faultPlanter()
                .chosen(
                        recovery,
                        world.seededRandom().chance(0.8)
                                ? recovery.choices().get(0)
                                : world.seededRandom().pick(recovery.choices()));
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
        SimulatedMachine stale = world.seededRandom().pick(up);
        stale.crash("falls behind");
        run(world.seededRandom().between(0, Timeline.millis(8_000)));
        Configuration newest = world.zooKeeper().newest().configuration();
        if (newest != null) {
            newest.members().forEach(member -> lose(world.machine(member.address()), stale));
        }
        abandonClients();
        stale.start();
        run(3 * world.options().sessionTimeoutNanos() + Timeline.millis(5_000));
        recoverChain();
        returning.forEach(machine ->
                world.timeline().after(world.seededRandom().between(0, AFTERMATH_NANOS - 1), machine::start));
    }

    private void lose(SimulatedMachine member, SimulatedMachine stale) {
        if (member == stale) {
            return;
        }
        if (world.seededRandom().chance(0.5)) {
            member.wipe();
        } else {
            member.crash("is thought to be lost");
            returning.add(member);
        }
    }

    private void recoverChain() {
        ZooKeeperState zooKeeperState = world.zooKeeper().newest();
        List<Member> registered = zooKeeperState.living();
        List<Holding> copies = new ArrayList<>();
        registered.forEach(
                node -> copies.add(Holding.reported("cluster", node.nodeId(), zooKeeperState.reportOf(node.nodeId()))));
        Recovery.Seen seen = new Recovery.Seen(
                CHAIN,
                zooKeeperState.configuration(),
                zooKeeperState.activated(),
                zooKeeperState.committed(),
                registered,
                copies);
        Recovery recovery = Recovery.ofChain(seen);
        world.trace().line("operator", "%s", recovery.refusal().orElse("may choose"));
        if (recovery.refusal().isEmpty()) {
            force("chain forced", seen, recovery, chosen(recovery));
        } else {
            world.count("disaster: no chain to force");
        }
    }

    // ------------------------------------------------------------------------------------------- the operator

    private void force(String what, Recovery.Seen seen, Recovery recovery, Recovery.Choice choice) {
        Recovery.Forced forced =
                world.faultPlanter().forced(recovery.force(choice.copy().nodeId()));
        boolean newLineage =
                forced.configuration().lineage() > forced.activated().lineage();
        world.count("disaster: " + what + (newLineage ? ", in a new lineage" : ", nothing lost"));
        world.trace().line("operator", "forms the chain from %s: %s", choice.copy(), choice.cost());
        world.invariants().onForced(seen, forced);
        world.zooKeeper()
                .force(new Recovery.Forced(withAddress(forced.configuration()), withAddress(forced.activated())));
        if (newLineage) {
            ReplicaStore copy = world.machine(choice.copy().nodeId()).disk().inspect();
            copy.recover();
            world.histories().lineageBegins(copy);
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

    /**
     * Ends all clients, since committed records may be given up. When this returns, the deadlines of their requests
     * have passed.
     */
    private void abandonClients() {
        clients.forEach(SimulatedClient::abandon);
        clients = List.of();
        run(world.options().clientTimeoutNanos() + Timeline.millis(1_000));
    }
}
