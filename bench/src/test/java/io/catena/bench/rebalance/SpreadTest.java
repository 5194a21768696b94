package io.catena.bench.rebalance;

import static org.junit.Assert.assertEquals;

import io.catena.bench.rebalance.Spread.Carried;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class SpreadTest {
    private final Spread before = new Spread(List.of(List.of(1, 2, 3), List.of(2, 3, 4), List.of(1, 2, 3)));

    @Test
    public void replicasHeadsAndTailsAreCountedByNode() {
        assertEquals(
                Map.of(
                        1, new Carried(2, 2, 0),
                        2, new Carried(3, 1, 0),
                        3, new Carried(3, 0, 2),
                        4, new Carried(1, 0, 1)),
                before.byNode());
        assertEquals("1-3", before.range(Carried::replicas));
        assertEquals("0-2", before.range(Carried::heads));
        assertEquals(3, before.replicasOn(2));
        assertEquals(0, before.replicasOn(9));
    }

    @Test
    public void aReplicaIsMadeWhereNoneWasAndNotWhereOnlyTheOrderHasChanged() {
        Spread after = new Spread(List.of(List.of(2, 1, 3), List.of(3, 4, 5), List.of(4, 5)));
        assertEquals(3, after.madeSince(before));
        assertEquals(0, before.madeSince(before));
    }

    @Test
    public void aChainOfOneNodeHasItsHeadAndItsTailThere() {
        assertEquals(Map.of(7, new Carried(1, 1, 1)), new Spread(List.of(List.of(7))).byNode());
    }
}
