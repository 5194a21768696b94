package io.catena.server.chain;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.Test;

/** The driver of a quiet replica may let time pass in larger steps (H2). */
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
        assertTrue(isQuiet(TestChain.of(new SharedSettings(0, 1, 0), "a", "b"), "a"));
    }

    @Test
    public void aWriteUnderWayWaitsForTheTimeOfTheHeadAlone() {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.holdDisk("c");
        chain.put("a", "k", "v");
        chain.drain();
        assertFalse("it has a deadline", isQuiet(chain, "a"));
        assertTrue(isQuiet(chain, "b"));
        assertTrue(isQuiet(chain, "c"));
    }

    @Test
    public void whatIsCommittedAndNotAppliedWaits() {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.put("a", "k", "v");
        chain.drain();
        chain.tick();
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
        TestChain chain = TestChain.of(new SharedSettings(0, 1, 0), "a", "b");
        chain.wires.hold("b", "a");
        chain.get("b", "k");
        assertFalse(isQuiet(chain, "b"));
    }

    @Test
    public void aReplicaThatHasLostItsNeighbourWaits() {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.crash("c");
        assertFalse(isQuiet(chain, "b"));
    }

    @Test
    public void whileOneJoinsOnlyItsFeederWaits() {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.start("d");
        chain.publish("d", "a", "b", "c");
        chain.nodes.keySet().forEach(chain::learn);
        chain.settle();
        assertTrue(isQuiet(chain, "b"));
        assertFalse(isQuiet(chain, "c"));
        assertFalse(isQuiet(chain, "d"));
    }

    @Test
    public void aReplicaThatLeavesWaits() {
        TestChain chain = TestChain.of("a", "b");
        chain.nodes.get("b").replica.step(chain.now(), new Event.Leave());
        assertFalse(isQuiet(chain, "b"));
    }

    @Test
    public void aReplicaWithoutAPlaceIsQuiet() {
        TestChain chain = TestChain.of("a", "b");
        chain.start("c");
        assertTrue(isQuiet(chain, "c"));
    }

    @Test
    public void aReplicaThatMayNotOpenItsLinkYetIsQuiet() {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.wires.hold("a", "b");
        chain.publish(null, "a", "b", "c");
        chain.nodes.keySet().forEach(chain::learn);
        chain.drain();
        assertFalse("its handshake is not answered", isQuiet(chain, "a"));
        assertTrue(isQuiet(chain, "b"));
        assertTrue(isQuiet(chain, "c"));
    }
}
