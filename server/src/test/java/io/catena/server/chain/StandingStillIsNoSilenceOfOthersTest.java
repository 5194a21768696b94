package io.catena.server.chain;

import static org.junit.Assert.assertEquals;

import java.util.Set;
import org.junit.Test;

/** A replica that did not run has heard nothing, and must not hold that against its neighbours. */
public class StandingStillIsNoSilenceOfOthersTest {
    private static void assertNobodyIsSuspected(TestChain chain) {
        chain.nodes.forEach((name, node) -> assertEquals(name, Set.of(), node.report.suspects()));
    }

    @Test
    public void nobodyIsSuspectedAfterTheWholeMachineStoodStill() {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.standStill(3_000);
        assertNobodyIsSuspected(chain);
        chain.settle();
        assertNobodyIsSuspected(chain);
        long put = chain.put("a", "k", "v");
        chain.settle();
        assertEquals(1, chain.written(put).size());
    }

    @Test
    public void nobodyIsSuspectedWhileTheMachineStandsStillAgainAndAgain() {
        TestChain chain = TestChain.of("a", "b", "c");
        for (int i = 0; i < 5; i++) {
            chain.standStill(3_000);
            assertNobodyIsSuspected(chain);
        }
    }

    @Test
    public void whoIsSilentIsSuspectedAlsoByOneWhoseTicksAlwaysComeLate() {
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
    public void aQuietOneWhoseTicksAlwaysComeLateFindsOutNearlyAsSoonAsOthers() {
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
