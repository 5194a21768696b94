package io.catena.server.chain;

import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** A connection that ended may still deliver, beside the next one: the handshake with the higher number counts. */
public class AHandshakeThatWasOvertakenChangesNothingTest {
    @Test
    public void writesGoOnWithoutWaitingForAnotherHandshake() {
        TestChain chain = TestChain.of("a", "b");
        TestNode b = chain.nodes.get("b");
        Effect.Send overtaken = chain.nodes.get("a").lastHandshake;
        chain.reset("a", "b");
        chain.settle();
        assertNotEquals("another link", overtaken, chain.nodes.get("a").lastHandshake);
        b.take(b.replica.step(chain.now(), new Event.Received(overtaken.envelope(), overtaken.message())));
        long put = chain.put("a", "k", "v");
        chain.drain();
        assertTrue("answered without time passing", chain.isAnswered(put));
    }
}
