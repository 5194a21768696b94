package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/**
 * One epoch appends a replica and lets the next one join. What was on its way to the first is lost with the old epoch, so
 * for a moment the second may hold more than its feeder.
 */
public class AnAppendedMemberFeedsTheNextOnlyWhenItsLogIsCompleteTest {
    /** c lacks two records of which d holds both; b has sent them, and c is appended before they arrive. */
    private static TestChain chainThatAppendsC() {
        TestChain chain = TestChain.of("a", "b", "c", "d");
        chain.put("a", "k", "1");
        chain.settle();
        chain.crash("c");
        chain.publishMembers("a", "b", "d");
        chain.settle();
        chain.put("a", "k", "2");
        chain.drain();
        chain.put("a", "k", "3");
        chain.settle();
        chain.crash("d");
        chain.publishMembers("a", "b");
        chain.settle();
        chain.restart("c");
        chain.restart("d");
        chain.wires.hold("b", "c");
        chain.publish("c", "a", "b");
        chain.nodes.keySet().forEach(chain::learn);
        chain.drain();
        chain.wires.deliver("b", "c");
        chain.drain();
        assertEquals("the records are on their way", 1, chain.wires.waiting("b", "c"));
        chain.publish("d", "a", "b", "c");
        chain.nodes.keySet().forEach(chain::learn);
        chain.drain();
        return chain;
    }

    @Test
    public void itAnswersTheHandshakeAndWaitsForTheRecords() {
        TestChain chain = chainThatAppendsC();
        for (int waiting = chain.wires.waiting("b", "c"); waiting > 0; waiting--) {
            chain.wires.deliver("b", "c");
        }
        chain.drain();
        assertTrue(chain.view("c").logEnd() < chain.view("d").logEnd());
        chain.wires.mend("b", "c");
        chain.drain();
        chain.publishMembers("a", "b", "c", "d");
        chain.settle();
        chain.checkMembersAgree();
    }

    @Test
    public void withItsLogCompleteItFeedsTheNextOne() {
        TestChain chain = chainThatAppendsC();
        chain.wires.mend("b", "c");
        chain.drain();
        assertEquals(
                chain.nodes.get("d").member.life(),
                chain.nodes.get("c").replica.report().caughtUp());
    }
}
