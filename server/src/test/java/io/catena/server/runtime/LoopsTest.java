package io.catena.server.runtime;

import static org.junit.Assert.assertEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.Test;

public class LoopsTest {
    @Test
    public void theFirstChainBelongsToTheFirstLoopAndTheOthersFollowInTurn() {
        Loops three = new PlayedLoops(3).loops();
        assertEquals(Loops.FIRST, three.ofChain(1));
        assertEquals(1, three.ofChain(2));
        assertEquals(2, three.ofChain(3));
        assertEquals(0, three.ofChain(4));
    }

    @Test
    public void whateverNumberComesFromOutsideBelongsToALoop() {
        Loops three = new PlayedLoops(3).loops();
        for (int chain : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            int loop = three.ofChain(chain);
            assertEquals("loop " + loop, true, loop >= 0 && loop < 3);
        }
    }

    @Test
    public void theConnectionsToOtherNodesAreSpread() {
        Loops four = new PlayedLoops(4).loops();
        Set<Integer> seen = new HashSet<>();
        for (int node = 0; node < 50; node++) {
            seen.add(four.ofAddress("host-" + node + ":7000"));
        }
        assertEquals(Set.of(0, 1, 2, 3), seen);
    }

    @Test
    public void aSingleLoopHasAll() {
        Loops one = new PlayedLoops(1).loops();
        assertEquals(0, one.ofChain(7));
        assertEquals(0, one.ofAddress("h:1"));
    }
}
