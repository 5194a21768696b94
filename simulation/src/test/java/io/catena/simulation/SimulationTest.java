package io.catena.simulation;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import io.catena.server.invariants.Violation;
import io.catena.simulation.planted.PlantedFault;
import io.catena.simulation.run.RunShape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.junit.Test;

public class SimulationTest {
    private static final int FIXED_SEEDS = 60;
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(15);

    private static List<String> trace(long seed, RunShape shape) {
        List<String> lines = new ArrayList<>();
        Simulation.trace(seed, shape, PlantedFault.NONE, lines::add);
        return lines;
    }

    @Test
    public void theSameSeedGivesTheSameTraceByteForByte() {
        for (LongFunction<RunShape> shape : List.<LongFunction<RunShape>>of(
                seed -> RunShape.everywhere(1), seed -> RunShape.everywhere(2), RunShape::drawPlaced)) {
            List<String> trace = trace(7, shape.apply(7));
            assertTrue("a trace of " + trace.size() + " lines", trace.size() > 100);
            assertEquals(String.join("\n", trace), String.join("\n", trace(7, shape.apply(7))));
            assertNotEquals(trace, trace(8, shape.apply(8)));
        }
    }

    @Test
    public void tracingDoesNotChangeARun() {
        Simulation.Result silent = Simulation.run(9, RunShape.drawPlaced(9), PlantedFault.NONE);
        Simulation.Result traced = Simulation.trace(9, RunShape.drawPlaced(9), PlantedFault.NONE, line -> {});
        assertEquals(silent.events(), traced.events());
        assertEquals(silent.counts(), traced.counts());
    }

    @Test
    public void noRuleIsBrokenInAFixedSetOfSeeds() {
        for (long seed = 1; seed <= FIXED_SEEDS; seed++) {
            holds(seed);
        }
    }

    @Test
    public void noRuleIsBrokenInFreshSeeds() {
        long first = new SplittableRandom().nextLong() >>> 16;
        System.out.println("fresh seeds from " + first);
        long startNanos = System.nanoTime();
        for (long seed = first; System.nanoTime() - startNanos < FRESH_NANOS; seed++) {
            holds(seed);
        }
    }

    private static void holds(long seed) {
        Violation violation = Simulation.run(seed, Simulation.shape(seed, PlantedFault.NONE), PlantedFault.NONE)
                .violation();
        assertNull("scripts/simulate --seed " + seed + " --trace: " + violation, violation);
    }
}
