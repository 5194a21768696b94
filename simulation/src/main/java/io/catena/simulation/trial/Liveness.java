package io.catena.simulation.trial;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Failure;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Member;
import io.catena.server.chain.SharedSettings;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.invariants.Violation;
import io.catena.simulation.client.RequestSender;
import io.catena.simulation.disk.DiskContent;
import io.catena.simulation.history.ClientOperation;
import io.catena.simulation.history.Histories;
import io.catena.simulation.machine.Life;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import io.catena.simulation.zookeeper.ChainState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The phase of liveness: a core of machines heals, the rest stays broken for good. Within {@link #LIMIT_NANOS} each
 * node of the core must be a member of each chain, or each chain must be where it is placed, and a write and a read in it must succeed
 * at each node; or it is shown that the core does not hold that chain's data.
 */
public final class Liveness {
    static final long LIMIT_NANOS = Timeline.millis(120_000);
    private static final long LOOK_NANOS = Timeline.millis(1_000);
    /** Two windows of 5 s in which nodes measure, and 2 s more. */
    private static final long FORGOTTEN_NANOS = Timeline.millis(12_000);

    private static final long ASK_NANOS = Timeline.millis(4_000);
    private static final long AFTER_EACH_OTHER_NANOS = Timeline.millis(50);
    private static final int MOST_TIMES = 15;
    /** The part of the machines that heal. */
    private static final double IN_CORE = 0.7;
    /** The same where chains are on some of the machines, and a few that stay broken take data of some chain with them. */
    private static final double PLACED_IN_CORE = 0.95;

    private static final int PROBE_CLIENT = 0;

    private final SimulatedRun run;
    private final SimulatedCluster cluster;
    private final Histories histories;
    private final RequestSender requests;
    private final List<SimulatedMachine> core = new ArrayList<>();
    private final Set<Asked> served = new HashSet<>();
    private long operations;

    /** What a machine was asked for. */
    private record Asked(int chain, SimulatedMachine machine, boolean write) {}

    public Liveness(SimulatedRun run, SimulatedCluster cluster, Histories histories, RequestSender requests) {
        this.run = run;
        this.cluster = cluster;
        this.histories = histories;
        this.requests = requests;
    }

    /** Returns whether the core serves. If it does not, it has been shown that it cannot. */
    public boolean run() {
        chooseCore();
        breakTheRest();
        heal();
        long end = run.timeline().nowNanos() + LIMIT_NANOS;
        while (run.timeline().nowNanos() < end) {
            run.timeline().runUntil(run.timeline().nowNanos() + LOOK_NANOS);
            if (allOfTheCoreAreMembers() && allServe(core)) {
                run.count("liveness: served");
                return true;
            }
        }
        for (int chain = 1; chain <= cluster.chains(); chain++) {
            if (cluster.chains() == 1 || !serves(chain)) {
                explain(chain);
            }
        }
        return false;
    }

    /** Asks several times, since requests get lost at random, and all of one time must succeed. */
    private boolean serves(int chain) {
        for (int time = 0; time < MOST_TIMES; time++) {
            if (allOfTheCoreAreMembers(chain) && allServe(chain, core)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Waits until what was slow before the core healed counts no more; returns whether all of the core are members
     * then, and each but one may go. Shorter leases may keep older settings in force for a while (F4).
     */
    public boolean slownessIsForgotten() {
        if (run.options().hasSlowness()) {
            run.timeline().runUntil(run.timeline().nowNanos() + FORGOTTEN_NANOS);
        }
        return allOfTheCoreAreMembers()
                && cluster.configurations().stream().allMatch(newest -> newest.minReplicas() == 1);
    }

    private void takeWritesWithOneMember() {
        SharedSettings settings = cluster.zooKeeper().newest().settings();
        cluster.zooKeeper()
                .changeSettings(
                        new SharedSettings(settings.leaseMillis(), 1, settings.wishedReplicas(), settings.format()));
    }

    /** The machines that are to serve. */
    List<SimulatedMachine> core() {
        return core;
    }

    private void chooseCore() {
        List<SimulatedMachine> sound = cluster.machines().stream()
                .filter(machine -> !machine.isWiped())
                .toList();
        for (SimulatedMachine machine : sound) {
            if (run.seededRandom().chance(run.placement().isPlaced() ? PLACED_IN_CORE : IN_CORE)) {
                core.add(machine);
            }
        }
        if (core.isEmpty()) {
            core.add(sound.isEmpty() ? cluster.addMachine() : run.seededRandom().pick(sound));
        }
    }

    private void breakTheRest() {
        for (SimulatedMachine machine : cluster.machines()) {
            if (core.contains(machine)) {
                continue;
            }
            if (!machine.isUp()) {
                machine.breakForGood();
                continue;
            }
            switch (run.seededRandom().below(3)) {
                case 0 -> machine.breakForGood();
                case 1 -> machine.process().pause();
                default -> isolate(machine);
            }
        }
    }

    private void isolate(SimulatedMachine machine) {
        run.trace().line("net", "%s is cut off for good", machine.name());
        machine.cutFromZooKeeper(true);
    }

    private void heal() {
        run.trace()
                .line(
                        "net",
                        "heals; the core is %s",
                        core.stream().map(SimulatedMachine::name).toList());
        cluster.network().mendAll();
        cluster.zooKeeper().heal();
        takeWritesWithOneMember();
        for (SimulatedMachine machine : core) {
            machine.cutFromZooKeeper(false);
            machine.mendDisk();
            if (machine.isUp()) {
                machine.process().resume();
            }
            machine.start();
        }
        for (SimulatedMachine machine : cluster.machines()) {
            if (machine.isCutFromZooKeeper()) {
                for (SimulatedMachine other : core) {
                    cluster.network().cut(machine.name(), other.name());
                    cluster.network().cut(other.name(), machine.name());
                }
            }
        }
    }

    boolean allOfTheCoreAreMembers() {
        core.forEach(SimulatedMachine::start);
        cluster.zooKeeper().endDrains();
        return IntStream.rangeClosed(1, cluster.chains()).allMatch(this::allOfTheCoreAreMembers);
    }

    /** Whether each chain is on the machines where it is placed, and nothing of it on others of the core. */
    boolean allOfTheCoreCarryWhatIsPlaced() {
        PlacedCore placed = new PlacedCore(run, cluster, core);
        return IntStream.rangeClosed(1, cluster.chains()).allMatch(placed::hasReached);
    }

    private boolean allOfTheCoreAreMembers(int chain) {
        if (run.placement().isPlaced()) {
            return new PlacedCore(run, cluster, core).hasReached(chain);
        }
        Configuration newest = cluster.newest(chain).configuration();
        for (SimulatedMachine machine : core) {
            Member self = machine.isUp() ? machine.process().self(chain) : null;
            if (newest == null || self == null || newest.positionOf(self) < 0) {
                return false;
            }
            Life life = machine.process().life(chain);
            if (life == null || life.image().epoch() < newest.epoch()) {
                return false;
            }
        }
        return newest.members().size() == core.size();
    }

    /** Whether a write and a read in each chain succeed at each of these nodes. */
    boolean allServe(List<SimulatedMachine> machines) {
        if (run.placement().isPlaced()) {
            return eachHasServed(IntStream.rangeClosed(1, cluster.chains()));
        }
        int[] done = new int[1];
        for (int chain = 1; chain <= cluster.chains(); chain++) {
            askAll(chain, machines, done);
        }
        run.timeline().runUntil(run.timeline().nowNanos() + ASK_NANOS);
        return done[0] == 2 * machines.size() * cluster.chains();
    }

    private boolean allServe(int chain, List<SimulatedMachine> machines) {
        if (run.placement().isPlaced()) {
            return eachHasServed(IntStream.of(chain));
        }
        int[] done = new int[1];
        askAll(chain, machines, done);
        run.timeline().runUntil(run.timeline().nowNanos() + ASK_NANOS);
        return done[0] == 2 * machines.size();
    }

    /**
     * Where nodes pass on most of what they are asked for, requests get lost more often, and those of all nodes come to the same
     * few members: so they are asked one after the other, and each only until it has succeeded once.
     */
    private boolean eachHasServed(IntStream chains) {
        List<Asked> all = chains.boxed()
                .flatMap(chain -> core.stream()
                        .flatMap(machine ->
                                Stream.of(new Asked(chain, machine, true), new Asked(chain, machine, false))))
                .toList();
        long delayNanos = 0;
        for (Asked asked : all) {
            if (!served.contains(asked)) {
                run.timeline()
                        .after(
                                delayNanos,
                                () -> ask(asked.chain(), asked.machine(), asked.write(), () -> served.add(asked)));
                delayNanos += AFTER_EACH_OTHER_NANOS;
            }
        }
        run.timeline().runUntil(run.timeline().nowNanos() + delayNanos + ASK_NANOS);
        return served.containsAll(all);
    }

    private void askAll(int chain, List<SimulatedMachine> machines, int[] done) {
        for (SimulatedMachine machine : machines) {
            ask(chain, machine, true, () -> done[0]++);
            ask(chain, machine, false, () -> done[0]++);
        }
    }

    /** Sends a write in each chain to a node. Its outcome does not matter. */
    void write(SimulatedMachine machine) {
        for (int chain = 1; chain <= cluster.chains(); chain++) {
            write(chain, machine);
        }
    }

    /** The same in one chain. */
    void write(int chain, SimulatedMachine machine) {
        ask(chain, machine, true, () -> {});
    }

    private void ask(int chain, SimulatedMachine machine, boolean write, Runnable succeeded) {
        operations++;
        var key = run.keys().of(chain).get(0);
        ClientOperation operation = new ClientOperation(
                PROBE_CLIENT,
                operations,
                chain,
                write ? LoggedWrite.Kind.PUT : null,
                key,
                write ? ("last-" + operations).getBytes(StandardCharsets.US_ASCII) : null,
                null,
                null,
                false);
        histories.onAsked(operation);
        requests.sendTo(machine, operation, 1, ASK_NANOS, new RequestSender.Answer() {
            @Override
            public void written(int attempt, List<WriteAnswer> answers) {
                histories.onWrite(operation, answers.get(0));
                succeeded.run();
            }

            @Override
            public void read(int attempt, List<VersionedValue> values) {
                histories.onRead(operation, values.get(0));
                succeeded.run();
            }

            @Override
            public void opened(int attempt, long session) {
                throw new IllegalStateException("no session is opened here");
            }

            @Override
            public void failed(int attempt, Failure failure) {
                run.trace().line(machine.name(), "does not serve %s: %s", operation, failure);
            }
        });
    }

    /** Throws unless no node of the core can hold all committed records. */
    private void explain(int chain) {
        ChainState newest = cluster.newest(chain);
        Configuration current = newest.configuration();
        Configuration activated = newest.activated() == null ? current : newest.activated();
        if (current == null) {
            throw new Violation("the chain serves again", "it was never formed; the core is %s", names());
        }
        for (Member member : current.members()) {
            SimulatedMachine machine = cluster.machine(member.address());
            if (core.contains(machine)
                    && activated.hasNode(member.nodeId())
                    && !machine.wasPutBack(member)
                    && mayForm(machine, chain, newest)) {
                throw new Violation(
                        "the chain serves again",
                        "%s holds everything, and the core %s does not serve %d s after it healed; epoch %d is %s joining %s, activated is %d",
                        member.nodeId(),
                        names(),
                        LIMIT_NANOS / 1_000_000_000,
                        current.epoch(),
                        current.members(),
                        current.joining(),
                        newest.activated() == null ? 0 : newest.activated().epoch());
            }
        }
        run.count("liveness: data not reachable");
    }

    private static boolean mayForm(SimulatedMachine machine, int chain, ChainState newest) {
        DiskContent disk = machine.content(chain);
        boolean beforeAnything = newest.activated() == null;
        boolean beginsTheLineage =
                !beforeAnything && disk.lineage() == newest.activated().lineage();
        return !disk.isInstalling()
                && (disk.lineage() == newest.configuration().lineage() || beforeAnything || beginsTheLineage);
    }

    private List<String> names() {
        return core.stream().map(SimulatedMachine::name).toList();
    }
}
