package io.catena.simulation;

import io.catena.server.chain.Member;
import io.catena.server.invariants.Violation;
import io.catena.server.trace.ReplicaTrace;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** One run: everything in it follows from the seed and the planted fault. */
final class Simulation {
    private final World world;
    private final long seed;

    /**
     * What a run showed.
     *
     * @param violation null if nothing was broken
     * @param lastLines the end of the trace, if it was traced
     */
    record Result(
            long seed,
            Violation violation,
            long simulatedNanos,
            long events,
            long reads,
            long writes,
            SortedMap<String, Long> counts,
            List<String> lastLines) {}

    private Simulation(long seed, World world) {
        this.seed = seed;
        this.world = world;
    }

    /** Runs without making a trace. */
    static Result run(long seed, PlantedFault fault) {
        return new Simulation(seed, new World(seed, fault, false, line -> {}, null)).run();
    }

    /** Runs, and gives all that each life of a replica is told and does to whom the function names for it. */
    static Result traceLives(long seed, Function<Member, ReplicaTrace.Lines> lives) {
        return new Simulation(seed, new World(seed, PlantedFault.NONE, false, line -> {}, lives)).run();
    }

    /** Runs and gives each line of the trace to the sink. */
    static Result trace(long seed, PlantedFault fault, Consumer<String> sink) {
        return new Simulation(seed, new World(seed, fault, true, sink, null)).run();
    }

    /** The first of so many runs that shows that a rule is broken; null if none does. */
    static Result find(PlantedFault fault, long firstSeed, long seeds) {
        for (long s = firstSeed; s < firstSeed + seeds; s++) {
            Result result = run(s, fault);
            if (result.violation() != null) {
                return result;
            }
        }
        return null;
    }

    private Result run() {
        Violation violation = null;
        try {
            phases();
        } catch (Violation found) {
            violation = found;
            world.trace().line("!", "%s", found.getMessage());
        }
        return new Result(
                seed,
                violation,
                world.timeline().nowNanos(),
                world.timeline().happened(),
                world.histories().reads(),
                world.histories().writes(),
                world.counts(),
                world.trace().last());
    }

    private void phases() {
        world.trace().line("", "%s", world.options());
        world.zooKeeper().start();
        for (int i = 0; i < world.options().machines(); i++) {
            SimulatedMachine machine = world.addMachine();
            world.timeline().after(world.seededRandom().exponential(Timeline.millis(500)), machine::start);
        }
        FaultInjector faultInjector = new FaultInjector(world);
        faultInjector.start();
        LeaseStress leaseStress = new LeaseStress(world);
        leaseStress.start();
        world.backups().start();
        world.releases().start();
        HalfSnapshots halfSnapshots = new HalfSnapshots(world, seed);
        halfSnapshots.start();
        OvertakenHandshakes overtakenHandshakes = new OvertakenHandshakes(world, seed);
        overtakenHandshakes.start();
        List<SimulatedClient> clients = SimulatedClient.startAll(world, 1);
        StaleReads staleReads = new StaleReads(world);
        staleReads.start();
        Floods floods = new Floods(world);
        floods.start();
        world.timeline().runUntil(world.options().safetyNanos());
        faultInjector.stop();
        leaseStress.stop();
        world.backups().stop();
        world.releases().stop();
        halfSnapshots.stop();
        overtakenHandshakes.stop();
        staleReads.stop();
        floods.stop();
        new Disaster(world, clients).strike(Disaster.draw(seed)).forEach(SimulatedClient::stop);
        Liveness liveness = new Liveness(world);
        if (liveness.run() && liveness.slownessIsForgotten()) {
            switch (world.seededRandom().below(10)) {
                case 0, 1 -> new SlowTrial(world, liveness).run();
                case 2 -> new ReturnTrial(world, liveness).run();
                case 3, 4 -> new SuccessionTrial(world, liveness).run();
                default -> new LinkTrial(world, liveness).run();
            }
        }
        world.histories().checkAtTheEnd();
    }
}
