package io.catena.simulation;

import io.catena.server.chain.Member;
import io.catena.server.invariants.Violation;
import io.catena.server.trace.ReplicaTrace;
import io.catena.simulation.client.SimulatedClient;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.planted.PlantedFault;
import io.catena.simulation.run.Activity;
import io.catena.simulation.run.RunShape;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import io.catena.simulation.trial.Liveness;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** One run: everything in it follows from the seed, the shape and the planted fault. */
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

    /** As the seed says; several chains, or chains on some of the machines, if only then the fault can break anything. */
    static RunShape shape(long seed, PlantedFault fault) {
        if (fault == PlantedFault.NONE) {
            return RunShape.draw(seed);
        }
        return fault.needsPlacement()
                ? RunShape.drawPlaced(seed)
                : fault.needsSeveralChains() ? RunShape.drawSeveral(seed) : RunShape.drawEverywhere(seed);
    }

    /** Runs without making a trace. */
    static Result run(long seed, RunShape shape, PlantedFault fault) {
        return new Simulation(seed, new World(seed, shape, fault, false, line -> {}, null)).run();
    }

    /** Runs, and gives all that each life of a replica is told and does to whom the function names for it. */
    static Result traceLives(long seed, RunShape shape, Function<Member, ReplicaTrace.Lines> lives) {
        return new Simulation(seed, new World(seed, shape, PlantedFault.NONE, false, line -> {}, lives)).run();
    }

    /** Runs and gives each line of the trace to the sink. */
    static Result trace(long seed, RunShape shape, PlantedFault fault, Consumer<String> sink) {
        return new Simulation(seed, new World(seed, shape, fault, true, sink, null)).run();
    }

    /** The first of so many runs that shows that a rule is broken; null if none does. */
    static Result find(PlantedFault fault, long firstSeed, long seeds) {
        for (long s = firstSeed; s < firstSeed + seeds; s++) {
            Result result = run(s, shape(s, fault), fault);
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
            world.run().trace().line("!", "%s", found.getMessage());
        }
        SimulatedRun run = world.run();
        return new Result(
                seed,
                violation,
                run.timeline().nowNanos(),
                run.timeline().happened(),
                world.histories().reads(),
                world.histories().writes(),
                run.counts(),
                run.trace().last());
    }

    private void phases() {
        world.run().trace().line("", "%s", world.run().options());
        List<SimulatedClient> clients = safety();
        world.disaster(clients).strike(world.disasterKind()).forEach(SimulatedClient::stop);
        Liveness liveness = world.liveness();
        if (liveness.run() && liveness.slownessIsForgotten()) {
            world.trial(liveness).run();
        }
        world.histories().checkAtTheEnd();
    }

    /** Returns the clients, which go on. */
    private List<SimulatedClient> safety() {
        SimulatedRun run = world.run();
        world.cluster().zooKeeper().start();
        for (int i = 0; i < run.machines(); i++) {
            SimulatedMachine machine = world.cluster().addMachine();
            run.timeline().after(run.seededRandom().exponential(Timeline.millis(500)), machine::start);
        }
        List<Activity> faults = world.faults();
        faults.forEach(Activity::start);
        List<SimulatedClient> clients = world.clients().startAll(1);
        List<Activity> others = world.otherClients();
        others.forEach(Activity::start);
        run.timeline().runUntil(run.options().safetyNanos());
        faults.forEach(Activity::stop);
        others.forEach(Activity::stop);
        return clients;
    }
}
