package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.function.BooleanSupplier;
import org.junit.Test;

/**
 * Found by the simulator (seed 20068): what is asked again before the answer can have come must still take the answer,
 * or a slow link never serves.
 */
public class AChainServesHoweverSlowItsLinksAreTest {
    private static final int LAPS = 30;

    /** Every message from b to a takes this number of ticks, or a little longer. */
    private static void untilWithDelay(TestChain chain, int ticks, BooleanSupplier done) {
        chain.wires.hold("b", "a");
        for (int lap = 0; lap < LAPS && !done.getAsBoolean(); lap++) {
            int old = chain.wires.waiting("b", "a");
            for (int i = 0; i < ticks; i++) {
                chain.tick();
                chain.drain();
            }
            for (int i = 0; i < old; i++) {
                chain.wires.deliver("b", "a");
            }
            chain.drain();
        }
        assertTrue("it never comes", done.getAsBoolean());
    }

    @Test
    public void aReadIsAnsweredThoughTheHeadIsFurtherAwayThanTheTimeToAskAgain() {
        TestChain chain = TestChain.of("a", "b");
        chain.put("a", "k", "v");
        chain.settle();
        long ticket = chain.get("b", "k");
        untilWithDelay(chain, 6, () -> chain.isAnswered(ticket));
        assertEquals("v", chain.read(ticket));
    }

    @Test
    public void aLinkOpensThoughItsHandshakeTakesLongerThanTheTimeToTryAgain() {
        TestChain chain = TestChain.of("a", "b");
        chain.wires.hold("b", "a");
        chain.publishMembers("a", "b");
        long ticket = chain.put("a", "k", "v");
        untilWithDelay(chain, 12, () -> chain.isAnswered(ticket));
        assertTrue(chain.written(ticket).get(0).applied());
    }
}
