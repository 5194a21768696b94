package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** Connections that lose all messages without an error: a replica that hears nothing for long makes them anew (L6). */
public class SilentConnectionsTest {
    /** Longer than a feeder waits for a word. */
    private static final int PATIENT_SETTLES = 8;

    private static void isAnsweredInTheEnd(TestChain chain, long put) {
        chain.settle();
        assertFalse(chain.isAnswered(put));
        for (int i = 0; i < PATIENT_SETTLES; i++) {
            chain.settle();
        }
        assertTrue("the connection was made anew", chain.isAnswered(put));
        assertEquals("v", chain.getNow("c", "k"));
        chain.checkMembersAgree();
    }

    @Test
    public void aDeadWayDownIsReplacedByTheFeeder() {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.wires.killSilently("b", "c");
        isAnsweredInTheEnd(chain, chain.put("a", "k", "v"));
    }

    @Test
    public void aDeadWayUpIsReplacedByTheSuccessorWhenItsFeederOpensAnotherLink() {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.wires.killSilently("c", "b");
        isAnsweredInTheEnd(chain, chain.put("a", "k", "v"));
    }
}
