package io.catena.server.chain;

import static org.junit.Assert.assertEquals;

import java.util.Set;
import org.junit.Test;

/** A replica that did not run has heard nothing, and must not hold that against its neighbours. */
public class StandingStillIsNoSilenceOfOthersTest {
    private static void assertNoNodeIsSuspected(TestChain chain) {
        chain.nodes.forEach((name, node) -> assertEquals(name, Set.of(), node.report.suspects()));
    }

    @Test
    public void noNodeIsSuspectedAfterTheWholeMachineStoodStill() {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.standStill(3_000);
        assertNoNodeIsSuspected(chain);
        chain.settle();
        assertNoNodeIsSuspected(chain);
        long put = chain.put("a", "k", "v");
        chain.settle();
        assertEquals(1, chain.written(put).size());
    }

    @Test
    public void noNodeIsSuspectedWhileTheMachineStandsStillAgainAndAgain() {
        TestChain chain = TestChain.of("a", "b", "c");
        for (int i = 0; i < 5; i++) {
            chain.standStill(3_000);
            assertNoNodeIsSuspected(chain);
        }
    }

    @Test
    public void aSilentReplicaIsSuspectedAlsoByOneWithTicksThatAlwaysComeLate() {
        TestChain chain = TestChain.of("a", "b");
        chain.wires.hold("b", "a");
        for (int i = 0; i < 9; i++) {
            chain.standStill(200);
        }
        assertEquals(Set.of(), chain.nodes.get("a").report.suspects());
        chain.standStill(200);
        chain.standStill(200);
        assertEquals(Set.of("b"), chain.nodes.get("a").report.suspects());
    }

    @Test
    public void aQuietReplicaWithTicksThatAlwaysComeLateFindsOutNearlyAsSoonAsOthers() {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.wires.hold("c", "b");
        for (int i = 0; i < 2; i++) {
            chain.standStill(600);
            chain.drain();
        }
        assertEquals(Set.of(), chain.nodes.get("b").report.suspects());
        chain.standStill(600);
        chain.drain();
        assertEquals(Set.of("c"), chain.nodes.get("b").report.suspects());
    }
}
