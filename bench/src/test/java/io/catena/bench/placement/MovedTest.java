package io.catena.bench.placement;

import static org.junit.Assert.assertEquals;

import io.catena.server.placement.Placement;
import java.util.List;
import org.junit.Test;

public class MovedTest {
    private final Placement before = new Placement(List.of(List.of("a", "b"), List.of("b", "a"), List.of()));
    private final Placement after = new Placement(List.of(List.of("b", "a"), List.of("b", "c"), List.of("a", "d")));
    private final Moved moved = new Moved(before, after, 5);

    @Test
    public void whatIsMadeIsCountedApartFromWhatChangesItsPlace() {
        assertEquals(List.of(1, 2, 3), moved.chains());
        assertEquals(3, moved.replicasMade());
        assertEquals("chains 1 and 3", 2, moved.others(Moved::head));
        assertEquals(3, moved.others(Moved::tail));
        assertEquals(2, Moved.carried(before, "a"));
        assertEquals(List.of(), new Moved(after, after, 5).chains());
    }

    @Test
    public void aNodeThatCarriesNothingCounts() {
        assertEquals(0, moved.ofANode(line -> line).getMin());
        assertEquals(2, moved.ofANode(line -> line).getMax());
        assertEquals("six on five nodes: none instead of 1.2", 100, moved.percentOff(), 0.001);
        assertEquals("one instead of 1.2 is a sixth, two are two thirds", 66.667, moved.leastPercentOff(), 0.001);
    }
}
