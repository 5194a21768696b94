package io.catena.simulation.checker;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.BitSet;
import java.util.List;
import org.junit.Test;

public class VisitedTest {
    private static final Register AFTER = new Register("b", 1, false, List.of());

    private final Visited visited = new Visited();

    private static Visited.Configuration configuration(Register beforeOpen, int lastOpen) {
        return new Visited.Configuration(3, new long[] {4}, AFTER, beforeOpen, lastOpen);
    }

    private static BitSet used(int... operations) {
        BitSet used = new BitSet();
        for (int operation : operations) {
            used.set(operation);
        }
        return used;
    }

    @Test
    public void whatHasUsedUpMoreOpenOperationsIsNoBetter() {
        assertTrue(visited.add(configuration(null, -1), used(1, 2)));
        assertFalse(visited.add(configuration(null, -1), used(1, 2)));
        assertFalse(visited.add(configuration(null, -1), used(1, 2, 3)));
        assertTrue(visited.add(configuration(null, -1), used(2)));
        assertTrue(visited.add(configuration(null, -1), used(3)));
    }

    /** What follows an open operation must need it, so it matters which one it was and what was before it. */
    @Test
    public void theLastOpenOperationAndWhatWasBeforeItTellConfigurationsApart() {
        assertTrue(visited.add(configuration(Register.INITIAL, 5), used(5, 6)));
        assertTrue(visited.add(configuration(Register.INITIAL, 6), used(5, 6)));
        assertTrue(visited.add(configuration(AFTER, 5), used(5, 6)));
        assertTrue(visited.add(configuration(null, -1), used(5, 6)));
        assertFalse(visited.add(configuration(Register.INITIAL, 5), used(5, 6)));
    }
}
