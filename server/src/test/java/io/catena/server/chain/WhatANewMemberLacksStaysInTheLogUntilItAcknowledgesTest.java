package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/**
 * Found by the simulator (seed 18): a replica counts as caught up while its last records are still on their way to it. It
 * is appended, and what was on its way is lost with the old epoch. Its feeder has to send these records again, so they
 * must not have gone from its log meanwhile.
 */
public class WhatANewMemberLacksStaysInTheLogUntilItAcknowledgesTest {
    @Test
    public void aJoiningReplicaGoesOnFromTheLogWhenItsConnectionBreaks() {
        TestChain chain = new TestChain();
        chain.keepApplied(0);
        chain.start("a");
        chain.start("b");
        chain.publishMembers("a", "b");
        chain.settle();
        chain.put("a", "k", "1");
        chain.settle();
        chain.start("c");
        chain.publish("c", "a", "b");
        chain.nodes.keySet().forEach(chain::learn);
        chain.settle();
        int pieces = chain.pieces;
        assertTrue("a snapshot", pieces > 0);
        chain.wires.hold("b", "c");
        for (int i = 2; i <= 5; i++) {
            chain.put("a", "k", "" + i);
            chain.settle();
        }
        chain.reset("b", "c");
        chain.wires.mend("b", "c");
        chain.settle();
        assertNotEquals("c has caught up", 0, chain.nodes.get("b").report.caughtUp());
        assertEquals("pieces of snapshots", pieces, chain.pieces);
    }

    @Test
    public void recordsUnderWayWhenAReplicaIsAppendedAreSentAgain() {
        TestChain chain = new TestChain();
        chain.keepApplied(0);
        chain.start("a");
        chain.start("b");
        chain.publishMembers("a", "b");
        chain.settle();
        chain.put("a", "k", "1");
        chain.settle();
        chain.start("c");
        chain.publish("c", "a", "b");
        chain.learn("a");
        chain.learn("b");
        chain.learn("c");
        chain.settle();
        chain.wires.hold("b", "c");
        for (int i = 2; i <= 5; i++) {
            chain.put("a", "k", "" + i);
            chain.settle();
        }
        chain.publish(null, "a", "b", "c");
        chain.learn("a");
        chain.learn("b");
        chain.settle();
        chain.wires.mend("b", "c");
        chain.learn("c");
        chain.settle();
        assertEquals("5", chain.getNow("c", "k"));
        chain.checkMembersAgree();
    }
}
