package io.catena.simulation.machine;

import io.catena.server.chain.Effect;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes processes stand still between a step of a replica and its effects, at random, while faults are injected. */
public final class Stalls {
    private static final long LATEST_NANOS = Timeline.millis(100);

    private final SimulatedRun run;
    private boolean occur;
    /** Processes that are to stand still in their next step that asks the store; only looked up, never walked. */
    private final Set<SimulatedProcess> due = new HashSet<>();

    public Stalls(SimulatedRun run) {
        this.run = run;
    }

    public void start() {
        occur = run.options().stallChance() > 0;
    }

    /** No process stands still from now on that does not already. */
    public void stop() {
        occur = false;
        due.clear();
    }

    /** The process stands still when its replica has asked the store next, or 100 ms later, until it is resumed. */
    public void pauseWhenTheStoreIsAsked(SimulatedProcess process) {
        due.add(process);
        run.timeline().after(LATEST_NANOS, () -> {
            if (due.remove(process)) {
                process.pause();
            }
        });
    }

    /** The process goes on. */
    public void resume(SimulatedProcess process) {
        due.remove(process);
        process.resume();
    }

    /** A step has been taken, and its effects have not been carried out yet. */
    void afterStep(SimulatedProcess process, List<Effect> effects) {
        boolean asks = !due.isEmpty() && effects.stream().anyMatch(Effect.ReadStore.class::isInstance);
        if (asks && due.remove(process)) {
            run.count("stalls while the store is asked");
            process.pause();
            return;
        }
        if (occur
                && !effects.isEmpty()
                && run.seededRandom().chance(run.options().stallChance())) {
            run.count("stalls in the midst of a step");
            process.stall(run.seededRandom().exponential(run.options().stallNanos()));
        }
    }
}
