package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** A predecessor that learns of an epoch first need not repeat its handshake (W10): no write waits for that. */
public class AHandshakeThatComesBeforeItsEpochIsAnsweredTest {
    /** b learns of the new epoch only when the test says so, although a's handshake makes it ask. */
    private static TestChain chainInWhichBLearnsLate() {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.nodes.get("b").fetchesInVain = true;
        chain.crash("c");
        chain.publish(null, "a", "b");
        chain.learn("a");
        chain.drain();
        return chain;
    }

    @Test
    public void theLinkOpensInTheMomentInWhichTheEpochIsAdopted() {
        TestChain chain = chainInWhichBLearnsLate();
        chain.learn("b");
        chain.drain();
        long ticket = chain.put("a", "k", "v");
        chain.drain();
        assertEquals(chain.view("a").logEnd(), chain.view("b").logEnd());
        chain.settle();
        assertTrue(chain.isAnswered(ticket));
    }

    @Test
    public void aHandshakeOfAnEpochThatWasSkippedIsForgotten() {
        TestChain chain = chainInWhichBLearnsLate();
        chain.publish(null, "a", "b");
        chain.wires.hold("b", "a");
        chain.learn("b");
        chain.drain();
        long ticket = chain.put("a", "k", "v");
        chain.drain();
        assertTrue(
                "a is in the older epoch",
                chain.view("b").logEnd() < chain.view("a").logEnd());
        chain.wires.mend("b", "a");
        chain.learn("a");
        chain.settle();
        assertTrue(chain.isAnswered(ticket));
    }
}
