package io.catena.server.chain;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

/**
 * Found by the simulator (seed 18): a replica counts as caught up while its last records are still on their way to it. It
 * is appended, and what was on its way is lost with the old epoch. Its feeder has to send these records again, so they
 * must not have gone from its log meanwhile.
 */
public class WhatANewMemberLacksStaysInTheLogUntilItAcknowledgesTest {
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
        chain.hold("b", "c");
        for (int i = 2; i <= 5; i++) {
            chain.put("a", "k", "" + i);
            chain.settle();
        }
        chain.publish(null, "a", "b", "c");
        chain.learn("a");
        chain.learn("b");
        chain.settle();
        chain.mend("b", "c");
        chain.learn("c");
        chain.settle();
        assertEquals("5", chain.getNow("c", "k"));
        chain.checkMembersAgree();
    }
}
