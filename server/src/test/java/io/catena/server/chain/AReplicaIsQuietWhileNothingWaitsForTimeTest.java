package io.catena.server.chain;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.Test;

/** Whoever drives a quiet replica may let time pass in larger steps. */
public class AReplicaIsQuietWhileNothingWaitsForTimeTest {
    private static boolean isQuiet(TestChain chain, String name) {
        return chain.nodes.get(name).replica.isQuiet();
    }

    @Test
    public void membersOfAChainAtRestAreQuietAndTheHeadRenewsTheirLeases() {
        TestChain chain = TestChain.of("a", "b", "c");
        assertFalse(isQuiet(chain, "a"));
        assertTrue(isQuiet(chain, "b"));
        assertTrue(isQuiet(chain, "c"));
    }

    @Test
    public void aHeadWithoutLeasesToRenewIsQuietToo() {
        assertTrue(isQuiet(TestChain.of("a"), "a"));
        assertTrue(isQuiet(TestChain.of(ReplicaSettings.standard().withLease(0), "a", "b"), "a"));
    }

    @Test
    public void aWriteUnderWayOrNotAppliedWaits() {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.put("a", "k", "v");
        chain.drain();
        for (String name : List.of("a", "b", "c")) {
            assertFalse(name, isQuiet(chain, name));
        }
        chain.settle();
        assertTrue(isQuiet(chain, "b"));
        assertTrue(isQuiet(chain, "c"));
    }

    @Test
    public void aReadThatAsksTheHeadWaits() {
        TestChain chain = TestChain.of(ReplicaSettings.standard().withLease(0), "a", "b");
        chain.hold("b", "a");
        chain.get("b", "k");
        assertFalse(isQuiet(chain, "b"));
    }

    @Test
    public void whoseNeighbourIsGoneWaits() {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.crash("c");
        assertFalse(isQuiet(chain, "b"));
    }

    @Test
    public void whoHasNoPlaceOrLeavesWaits() {
        TestChain chain = TestChain.of("a", "b");
        chain.start("c");
        assertFalse(isQuiet(chain, "c"));
        chain.nodes.get("b").replica.leave(chain.now());
        assertFalse(isQuiet(chain, "b"));
    }
}
