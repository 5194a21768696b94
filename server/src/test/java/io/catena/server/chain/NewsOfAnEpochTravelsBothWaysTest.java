package io.catena.server.chain;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

/**
 * Found by the simulator (seed 20005760): a predecessor whose watch was late opened no link; its successor heard nothing
 * from it, reported it, and healthy members were removed again and again.
 */
public class NewsOfAnEpochTravelsBothWaysTest {
    @Test
    public void aSuccessorTellsItsPredecessorOfANewEpoch() {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.publishUnclean("b", "c");
        chain.learn("c");
        chain.drain();
        assertEquals(2, chain.view("b").epoch());
    }

    @Test
    public void itGoesOnTellingUntilTheLinkIsOpened() {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.publishUnclean("b", "c");
        chain.wires.hold("c", "b");
        chain.learn("c");
        chain.reset("c", "b");
        chain.wires.mend("c", "b");
        chain.settle();
        assertEquals(2, chain.view("b").epoch());
    }
}
