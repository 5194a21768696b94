package io.catena.simulation;

import io.catena.server.chain.Effect;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes processes stand still between a step of a replica and its effects, at random, while faults are injected. */
final class Stalls {
    private static final long LATEST_NANOS = Timeline.millis(100);

    private final World world;
    private boolean occur;
    /** Processes that are to stand still in their next step that asks the store; only looked up, never walked. */
    private final Set<SimulatedProcess> due = new HashSet<>();

    Stalls(World world) {
        this.world = world;
    }

    void start() {
        occur = world.options().stallChance() > 0;
    }

    /** No process stands still from now on that does not already. */
    void stop() {
        occur = false;
        due.clear();
    }

    /** The process stands still when its replica has asked the store next, or 100 ms later, until it is resumed. */
    void pauseWhenTheStoreIsAsked(SimulatedProcess process) {
        due.add(process);
        world.timeline().after(LATEST_NANOS, () -> {
            if (due.remove(process)) {
                process.pause();
            }
        });
    }

    /** The process goes on. */
    void resume(SimulatedProcess process) {
        due.remove(process);
        process.resume();
    }

    /** A step has been taken, and its effects have not been carried out yet. */
    void afterStep(SimulatedProcess process, List<Effect> effects) {
        boolean asks = !due.isEmpty() && effects.stream().anyMatch(Effect.ReadStore.class::isInstance);
        if (asks && due.remove(process)) {
            world.count("stalls while the store is asked");
            process.pause();
            return;
        }
        if (occur
                && !effects.isEmpty()
                && world.seededRandom().chance(world.options().stallChance())) {
            world.count("stalls in the midst of a step");
            process.stall(world.seededRandom().exponential(world.options().stallNanos()));
        }
    }
}
