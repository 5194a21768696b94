package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** What is not awaited of the disk may be heard of later; {@link TestNode} checks in all scenarios that nothing comes of it. */
public class AMiddleAwaitsItsDiskOnceItsSuccessorHasAcknowledgedTest {
    private final TestChain chain = TestChain.of("a", "b", "c");

    private boolean awaitsDisk(String name) {
        return chain.nodes.get(name).replica.awaitsDisk();
    }

    private void aRecordIsOnItsWay() {
        for (String name : new String[] {"a", "b", "c"}) {
            chain.holdDisk(name);
        }
        chain.put("a", "k", "v");
        chain.drain();
    }

    @Test
    public void theTailAwaitsItAtOnce() {
        aRecordIsOnItsWay();
        assertTrue(awaitsDisk("c"));
        assertFalse(awaitsDisk("b"));
        assertFalse(awaitsDisk("a"));
    }

    @Test
    public void theOthersAwaitItWhenTheRecordIsAcknowledged() {
        aRecordIsOnItsWay();
        chain.finishDisk("c");
        chain.drain();
        assertTrue(awaitsDisk("b"));
        assertFalse(awaitsDisk("a"));
        chain.finishDisk("b");
        chain.drain();
        assertTrue(awaitsDisk("a"));
    }

    @Test
    public void aHeadAwaitsItWhenAnotherWriteIsThere() {
        aRecordIsOnItsWay();
        chain.put("a", "l", "w");
        assertTrue(awaitsDisk("a"));
    }

    @Test
    public void aMiddleAwaitsItWhenAnotherRecordIsThere() {
        aRecordIsOnItsWay();
        chain.finishDisk("a");
        chain.put("a", "l", "w");
        chain.drain();
        assertEquals(2, chain.view("b").logEnd());
        assertTrue(awaitsDisk("b"));
    }

    @Test
    public void aReplicaThatLeavesAwaitsIt() {
        aRecordIsOnItsWay();
        chain.nodes.get("b").replica.step(chain.now(), new Event.Leave());
        assertTrue(awaitsDisk("b"));
    }
}
