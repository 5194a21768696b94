package io.catena.server.chain;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** A head that leaves in order leaves no client without an answer (F2). */
public class AHeadLeavesWhenItHasAnsweredTest {
    @Test
    public void aHeadWithAWriteUnderWayDoesNotSayThatItMayBeRemoved() {
        TestChain chain = TestChain.of("a", "b");
        chain.holdDisk("b");
        long put = chain.put("a", "k", "v");
        chain.drain();
        TestNode a = chain.nodes.get("a");
        a.take(a.replica.step(chain.now(), new Event.Leave()));
        chain.settle();
        assertFalse(chain.isAnswered(put));
        assertFalse("it may not go yet", a.report.leaving());
        chain.freeDisk("b");
        chain.settle();
        assertTrue(chain.isAnswered(put));
        assertTrue(a.report.leaving());
    }
}
