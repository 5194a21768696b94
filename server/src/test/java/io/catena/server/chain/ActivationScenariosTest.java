package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.Test;

/** When an epoch has taken full effect, and what may be relied on then (C2, C12, C14). */
public class ActivationScenariosTest {
    /**
     * A chain whose members are all gone is formed again from one that knows the last activated epoch; a disk that does
     * not know it is an old backup. A member that had acknowledged before it had written the epoch would be taken for one.
     */
    @Test
    public void wheneverAllMembersDieTheyRememberTheLastActivatedEpoch() {
        for (int steps = 0; steps < 60; steps++) {
            TestChain chain = TestChain.of("a", "b", "c");
            chain.put("a", "k", "v");
            chain.settle();
            chain.publish(null, "b", "c");
            chain.learn("b");
            chain.learn("c");
            for (int i = 0; i < steps && chain.step(); i++) {
                // each step has happened
            }
            List.of("b", "c").forEach(chain::crash);
            for (Member member : chain.activated.members()) {
                chain.restart(member.nodeId());
                long remembered =
                        chain.nodes.get(member.nodeId()).replica.report().epoch();
                assertTrue(
                        member.nodeId() + " remembers epoch " + remembered + " after " + steps + " steps",
                        remembered >= chain.activated.epoch());
            }
        }
    }

    private static void isActivatedOnlyWhenTheDiskIsFree(String held, String... members) {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.holdDisk(held);
        chain.publishMembers(members);
        chain.settle();
        assertEquals(held + " has not written the epoch", 1, chain.activated.epoch());
        chain.freeDisk(held);
        chain.settle();
        assertEquals(2, chain.activated.epoch());
    }

    @Test
    public void anEpochIsActivatedOnlyWhenEachMemberHasItOnItsDisk() {
        isActivatedOnlyWhenTheDiskIsFree("b", "b");
        isActivatedOnlyWhenTheDiskIsFree("a", "a", "b");
        isActivatedOnlyWhenTheDiskIsFree("b", "a", "b");
        isActivatedOnlyWhenTheDiskIsFree("b", "a", "b", "c");
    }

    /** What only applies records is not synced, and an epoch has to be durable before anything is acknowledged in it. */
    @Test
    public void anEpochThatBeginsWhileRecordsWaitToBeAppliedIsWrittenWithoutThem() {
        TestChain chain = TestChain.of("a", "b");
        long put = chain.put("a", "k", "v");
        chain.drain();
        assertTrue(chain.isAnswered(put));
        assertEquals("it waits to be applied", 0, chain.nodes.get("a").store.applied());
        chain.holdDisk("a");
        chain.publishMembers("a", "b");
        chain.finishDisk("a");
        assertEquals(2, chain.nodes.get("a").store.recover().epoch());
        assertEquals("a cycle of its own", 0, chain.nodes.get("a").store.applied());
        chain.freeDisk("a");
        chain.settle();
        assertEquals(1, chain.nodes.get("a").store.applied());
    }
}
