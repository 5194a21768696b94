package io.catena.simulation.checker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.Test;

/** The checker and one that tries everything must say the same of thousands of tiny histories. */
public class BruteForceComparisonTest {
    private static final int HISTORIES = 20_000;
    private static final SearchLimits LIMITS = new SearchLimits(1_000_000, 0);

    @Test
    public void agreesOnHistoriesOfAllKindsOfOperations() {
        int linearizable = compare(1, seed -> RandomHistory.ofAllKinds(new Random(seed)));
        assertBothVerdictsOccur(linearizable);
    }

    @Test
    public void agreesOnHistoriesWithVersions() {
        int linearizable = compare(2, seed -> RandomHistory.withVersions(new Random(seed)));
        assertBothVerdictsOccur(linearizable);
    }

    @Test
    public void agreesOnHistoriesThatAreAlmostRight() {
        int linearizable = compare(3, seed -> RandomHistory.almostRight(new Random(seed)));
        assertBothVerdictsOccur(linearizable);
    }

    private interface Source {
        List<Operation> history(long seed);
    }

    private static int compare(int stream, Source source) {
        int linearizable = 0;
        for (int i = 0; i < HISTORIES; i++) {
            long seed = stream * 1_000_000L + i;
            List<Operation> history = source.history(seed);
            boolean expected = BruteForce.isLinearizable(history);
            Verdict verdict = LinearizabilityChecker.check(history, LIMITS);
            Verdict.Result result = expected ? Verdict.Result.LINEARIZABLE : Verdict.Result.NOT_LINEARIZABLE;
            assertEquals("seed " + seed + "\n" + OperationText.of(history), result, verdict.result());
            if (expected) {
                linearizable++;
                Witness.assertExplains(verdict.operations(), history);
            } else {
                assertOffends(verdict, history, seed);
            }
        }
        return linearizable;
    }

    private static void assertOffends(Verdict verdict, List<Operation> history, long seed) {
        List<Operation> part = new ArrayList<>(verdict.operations());
        assertTrue("seed " + seed + ": the part is of the history", history.containsAll(part));
        assertFalse("seed " + seed + ": the part offends\n" + OperationText.of(part), BruteForce.isLinearizable(part));
    }

    private static void assertBothVerdictsOccur(int linearizable) {
        assertTrue("only " + linearizable + " are linearizable", linearizable > HISTORIES / 20);
        assertTrue(linearizable + " are linearizable", linearizable < HISTORIES - HISTORIES / 20);
    }
}
