package io.catena.simulation;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Member;
import io.catena.server.chain.SharedSettings;
import io.catena.server.trace.ReplicaTrace;
import io.catena.simulation.client.Clients;
import io.catena.simulation.client.Floods;
import io.catena.simulation.client.RequestSender;
import io.catena.simulation.client.SimulatedClient;
import io.catena.simulation.client.StaleReads;
import io.catena.simulation.committed.CommittedLogs;
import io.catena.simulation.faults.BackupPlan;
import io.catena.simulation.faults.Backups;
import io.catena.simulation.faults.FaultInjector;
import io.catena.simulation.faults.HalfSnapshots;
import io.catena.simulation.faults.LeaseStress;
import io.catena.simulation.faults.OvertakenHandshakes;
import io.catena.simulation.faults.PlacementChurn;
import io.catena.simulation.faults.Releases;
import io.catena.simulation.history.Histories;
import io.catena.simulation.invariants.Invariants;
import io.catena.simulation.machine.Interruptions;
import io.catena.simulation.machine.Machines;
import io.catena.simulation.machine.Programs;
import io.catena.simulation.machine.Replicas;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.Stalls;
import io.catena.simulation.machine.Surroundings;
import io.catena.simulation.network.Network;
import io.catena.simulation.planted.FaultPlanter;
import io.catena.simulation.planted.PlantedFault;
import io.catena.simulation.run.Activity;
import io.catena.simulation.run.Occasion;
import io.catena.simulation.run.RunShape;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.trial.Disaster;
import io.catena.simulation.trial.DrainTrial;
import io.catena.simulation.trial.LinkTrial;
import io.catena.simulation.trial.Liveness;
import io.catena.simulation.trial.Operator;
import io.catena.simulation.trial.ReturnTrial;
import io.catena.simulation.trial.SlowTrial;
import io.catena.simulation.trial.SuccessionTrial;
import io.catena.simulation.zookeeper.SimulatedZooKeeper;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Puts the parts of one run together. Only a {@link Simulation} knows it. */
final class World {
    private final long seed;
    private final SimulatedRun run;
    private final FaultPlanter faultPlanter;
    private final List<Invariants> invariants = new ArrayList<>();
    private final Surroundings around;
    private final Histories histories;
    private final BackupPlan backups;
    private final Occasion releases;
    private final Programs programs;
    private final SimulatedCluster cluster;
    private final RequestSender requests;

    /**
     * @param lives writes down the events and effects of each life; null if they are not written down
     */
    World(
            long seed,
            RunShape shape,
            PlantedFault fault,
            boolean traced,
            Consumer<String> sink,
            Function<Member, ReplicaTrace.Lines> lives) {
        this.seed = seed;
        run = new SimulatedRun(seed, shape, traced, sink);
        CommittedLogs committed = new CommittedLogs(shape.chains());
        faultPlanter = new FaultPlanter(fault, run.seededRandom(), committed);
        Machines machines = new Machines();
        SimulatedZooKeeper zooKeeper = new SimulatedZooKeeper(
                run, settings(), chain -> invariants(chain).membership());
        for (int chain = 1; chain <= shape.chains(); chain++) {
            invariants.add(new Invariants(run, chain, committed.of(chain), zooKeeper, machines.judged(chain)));
        }
        histories = new Histories(run, committed);
        boolean noDisaster = Disaster.draw(seed) == Disaster.Kind.NONE;
        backups = BackupPlan.draw(seed, noDisaster && !run.placement().isPlaced());
        releases = Releases.draw(seed, noDisaster && run.isOneChain());
        programs = new Programs(run, zooKeeper, releases);
        around = new Surroundings(
                run,
                committed,
                faultPlanter,
                invariants,
                zooKeeper,
                new Network(
                        run,
                        faultPlanter,
                        machines::processAt,
                        () -> zooKeeper.newest().chain(1).configuration()),
                machines,
                programs,
                new Replicas(faultPlanter.lease(), backups::settings, lives),
                new Stalls(run),
                new Interruptions(run),
                histories::number);
        cluster = new SimulatedCluster(around);
        requests = new RequestSender(run, cluster, histories, faultPlanter.requests());
    }

    /** In the format that a cluster of so many chains has. */
    private SharedSettings settings() {
        SharedSettings shared = run.options().shared();
        return run.isOneChain() ? shared : shared.withFormat(ClusterFormat.HANDOVERS.number());
    }

    private Invariants invariants(int chain) {
        return invariants.get(chain - 1);
    }

    SimulatedRun run() {
        return run;
    }

    Histories histories() {
        return histories;
    }

    SimulatedCluster cluster() {
        return cluster;
    }

    Clients clients() {
        return new Clients(run, histories, requests);
    }

    /** The faults of the phase of safety, in the order in which they start and are stopped. */
    List<Activity> faults() {
        return List.of(
                new FaultInjector(run, cluster),
                new LeaseStress(run, cluster, requests),
                new Backups(run, cluster, around::judgeDisk, backups),
                new Releases(run, cluster, programs, releases),
                new HalfSnapshots(run, cluster, seed),
                new OvertakenHandshakes(run, cluster, seed),
                new PlacementChurn(run, cluster));
    }

    /** None where chains are on some of the machines. */
    Disaster.Kind disasterKind() {
        return run.placement().isPlaced() ? Disaster.Kind.NONE : Disaster.draw(seed);
    }

    /** The clients of the phase of safety beside those with sessions. */
    List<Activity> otherClients() {
        return List.of(new StaleReads(run, cluster, histories), new Floods(run, cluster, histories, requests));
    }

    Disaster disaster(List<SimulatedClient> clients) {
        Operator operator = new Operator(run, cluster, faultPlanter, this::invariants, histories);
        return new Disaster(run, cluster, operator, clients(), clients);
    }

    Liveness liveness() {
        return new Liveness(run, cluster, histories, requests);
    }

    /** The trial of a core that serves. */
    Runnable trial(Liveness liveness) {
        if (run.placement().isPlaced()) {
            return new DrainTrial(
                    run, cluster, liveness, chain -> invariants(chain).membership())::run;
        }
        return switch (run.seededRandom().below(10)) {
            case 0, 1 -> new SlowTrial(run, cluster, liveness)::run;
            case 2 -> new ReturnTrial(run, cluster, liveness)::run;
            case 3, 4 -> new SuccessionTrial(run, cluster, liveness)::run;
            default -> new LinkTrial(run, cluster, liveness)::run;
        };
    }
}
