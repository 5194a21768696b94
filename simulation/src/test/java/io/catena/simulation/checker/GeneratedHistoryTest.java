package io.catena.simulation.checker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.Test;

/** Histories that are linearizable, or are not, by the way they were made. */
public class GeneratedHistoryTest {
    private static final SearchLimits LIMITS = new SearchLimits(1_000_000, 0);

    @Test
    public void historiesOfARegisterAreLinearizable() {
        for (int seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            RegisterSimulation.Options options = new RegisterSimulation.Options(
                    1 + random.nextInt(8),
                    1 + random.nextInt(100),
                    random.nextInt(6),
                    random.nextInt(15),
                    random.nextBoolean(),
                    random.nextBoolean());
            List<Operation> history = RegisterSimulation.history(random, options);
            Verdict verdict = LinearizabilityChecker.check(history, LIMITS);
            assertEquals("seed " + seed + ", " + options, Verdict.Result.LINEARIZABLE, verdict.result());
        }
    }

    @Test
    public void everyMutationIsCaughtAndExplainedBriefly() {
        for (Mutation mutation : Mutation.values()) {
            for (int seed = 0; seed < 100; seed++) {
                Verdict verdict = LinearizabilityChecker.check(mutation.of(smallHistory(seed)), LIMITS);
                String what = mutation + ", seed " + seed + "\n" + OperationText.of(verdict.operations());
                assertEquals(what, Verdict.Result.NOT_LINEARIZABLE, verdict.result());
                assertTrue(what, verdict.operations().size() <= 8);
            }
        }
    }

    private static List<Operation> smallHistory(int seed) {
        return RegisterSimulation.history(
                new Random(seed), new RegisterSimulation.Options(5, 60, 0, 5, seed % 2 == 0, false));
    }

    @Test(timeout = 120_000)
    public void thousandsOfOperationsOfDozensOfClientsAreDecidedByTheirVersions() {
        assertDecided(new RegisterSimulation.Options(30, 3_000, 0, 2, true, true));
        assertDecided(new RegisterSimulation.Options(30, 3_000, 0, 2, true, false));
    }

    @Test(timeout = 120_000)
    public void thousandsOfOperationsAreDecidedByTheirValues() {
        assertDecided(new RegisterSimulation.Options(10, 3_000, 0, 2, false, false));
    }

    private static void assertDecided(RegisterSimulation.Options options) {
        List<Operation> history = RegisterSimulation.history(new Random(7), options);
        Verdict right = LinearizabilityChecker.check(history, LIMITS);
        assertEquals(options.toString(), Verdict.Result.LINEARIZABLE, right.result());
        Verdict wrong = LinearizabilityChecker.check(Mutation.LOST_WRITE.of(history), LIMITS);
        assertEquals(options.toString(), Verdict.Result.NOT_LINEARIZABLE, wrong.result());
    }
}
