package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.junit.Test;

/** What a wrong message costs its sender (T2 to T4). */
public class DroppedLinksTest {
    private static final int TICKS_OF_A_SECOND = 50;

    private final TestChain chain = TestChain.of("a", "b", "c");

    /** From this moment on, this number of messages of that kind from the node say something else. */
    private <M extends Message> void lies(String node, Class<M> kind, int count, Function<M, Message> lie) {
        int[] left = {count};
        chain.wires.onWire = send -> {
            boolean lied = send.envelope().nodeId().equals(node) && kind.isInstance(send.message()) && left[0]-- > 0;
            return List.of(
                    lied ? new Effect.Send(send.to(), send.envelope(), lie.apply(kind.cast(send.message()))) : send);
        };
    }

    private void seconds(int count) {
        for (int i = 0; i < count * TICKS_OF_A_SECOND; i++) {
            chain.drain();
            chain.tick();
        }
    }

    private void servesWithout(String dropper, String reason) {
        TestNode node = chain.nodes.get(dropper);
        assertNull(node.halted);
        assertTrue(node.drops.toString(), node.drops.get(0).contains(reason));
        chain.put("a", "key", "after");
        seconds(1);
        for (String member : List.of("a", "b", "c")) {
            assertEquals("after", chain.getNow(member, "key"));
        }
        chain.checkMembersAgree();
    }

    private static Message.Append withoutRecords(Message.Append append) {
        return new Message.Append(
                append.link(),
                append.firstSeq(),
                List.of(),
                append.commitPoint(),
                append.round(),
                append.completedRound());
    }

    private static Message ofCluster(Message.Open open, String cluster) {
        return new Message.Open(cluster, open.format(), open.lineage(), open.link());
    }

    @Test
    public void aPredecessorThatSpeaksOfAnotherClusterCostsTheLinkAndNoProcess_row65() {
        lies("a", Message.Open.class, 1, open -> ofCluster(open, "other\ncluster"));
        chain.publishMembers("a", "b", "c");
        seconds(2);
        servesWithout("b", "it belongs to cluster other\\ncluster");
    }

    @Test
    public void aPredecessorWithLeasesOfAnotherLengthCostsTheLink() {
        lies(
                "a",
                Message.Open.class,
                1,
                open -> new Message.Open(open.clusterId(), open.format(), open.lineage(), open.link(), 10_000));
        chain.publishMembers("a", "b", "c");
        seconds(2);
        servesWithout("b", "its leases are 10000 ms long in this epoch, this node's 300 ms");
    }

    @Test
    public void aSuccessorThatSpeaksOfALinkFarAheadUsesNoNumbersUp_row65() {
        lies(
                "b",
                Message.Opened.class,
                1,
                opened -> new Message.Opened(1L << 39, opened.logEnd(), opened.lastChecksum(), null));
        chain.publishMembers("a", "b", "c");
        seconds(2);
        servesWithout("a", "it speaks of a link with number 549755813888");
    }

    @Test
    public void aMessageThatLeavesOutRecordsCostsTheLink_row65() {
        lies("a", Message.Append.class, 1, DroppedLinksTest::withoutRecords);
        chain.put("a", "key", "lost on its way");
        chain.put("a", "key", "comes");
        seconds(2);
        servesWithout("b", "arrived where record");
    }

    @Test
    public void anAcknowledgementOfWhatWasNeverSentCostsTheLink_row65() {
        lies("b", Message.Ack.class, 1, ack -> new Message.Ack(ack.link(), 99, ack.round(), -1, Shortage.NONE, true));
        chain.put("a", "key", "value");
        seconds(2);
        servesWithout("a", "acknowledges 99, sent was up to");
    }

    @Test
    public void aRoundThatWasNeverSentIsNotComplete_row65() {
        lies(
                "b",
                Message.Ack.class,
                1,
                ack -> new Message.Ack(ack.link(), ack.seq(), 1 << 20, -1, Shortage.NONE, true));
        chain.put("a", "key", "value");
        seconds(2);
        servesWithout("a", "acknowledges round 1048576");
    }

    @Test
    public void aMemberTakesNoLeaseForARoundThatItHasNotAcknowledged_row65() {
        lies(
                "b",
                Message.Append.class,
                1,
                append -> new Message.Append(
                        append.link(),
                        append.firstSeq(),
                        append.records(),
                        append.commitPoint(),
                        append.round() + 5,
                        append.round() + 5));
        chain.put("a", "key", "value");
        seconds(2);
        servesWithout("c", "is said to be complete");
    }

    @Test
    public void anAnswerAboutWhatThisLogLacksIsNoAnswer_row65() {
        lies("a", Message.QueryAnswer.class, 1, answer -> new Message.QueryAnswer(answer.id(), 1000));
        chain.holdDisk("c");
        chain.put("a", "key", "value");
        chain.drain();
        long read = chain.get("b", "key");
        chain.drain();
        chain.freeDisk("c");
        seconds(1);
        assertEquals("asked again", "value", chain.read(read));
        servesWithout("b", "the head has committed 1000");
    }

    @Test
    public void aMemberDoesNotLetItsDataBeReplaced_row65() {
        chain.put("a", "key", "value");
        seconds(1);
        SnapshotChunk nothing = new SnapshotChunk(1, 1, null, List.of(), true, new byte[0], 100);
        lies("b", Message.Append.class, 1, append -> new Message.Chunk(append.link(), nothing));
        seconds(2);
        assertEquals("value", chain.getNow("c", "key"));
        assertEquals(0, chain.pieces);
        servesWithout("c", "a piece of a snapshot comes to a member");
    }

    @Test
    public void aNeighbourThatGoesOnIsSuspectAndTheLinkIsTriedLessAndLessOften_row65() {
        lies("a", Message.Open.class, Integer.MAX_VALUE, open -> ofCluster(open, "other"));
        chain.publishMembers("a", "b", "c");
        seconds(10);
        TestNode b = chain.nodes.get("b");
        assertNull(b.halted);
        assertTrue(b.report.toString(), b.report.suspects().contains("a"));
        assertTrue(b.drops.size() + " times", b.drops.size() < 40);
        chain.wires.onWire = List::of;
        seconds(15);
        assertFalse("forgotten", b.report.suspects().contains("a"));
        servesWithout("b", "it belongs to cluster other");
    }

    @Test
    public void aSuccessorThatGoesOnToAcknowledgeWhatCannotBeIsSuspect_row65() {
        lies(
                "c",
                Message.Ack.class,
                Integer.MAX_VALUE,
                ack -> new Message.Ack(ack.link(), ack.link() == 0 ? 0 : -1, ack.round(), -1, Shortage.NONE, true));
        chain.put("a", "key", "value");
        seconds(10);
        TestNode b = chain.nodes.get("b");
        assertTrue(b.report.toString(), b.report.suspects().contains("c"));
        assertTrue(b.drops.size() + " times", b.drops.size() < 40);
    }

    @Test
    public void aSenderWithoutAPlaceInTheChainHasNoEffect_row65() {
        TestNode b = chain.nodes.get("b");
        long epoch = chain.configuration.epoch();
        for (Message.Envelope from : List.of(
                new Message.Envelope(TestChain.CHAIN, epoch, "stranger", 1),
                new Message.Envelope(TestChain.CHAIN, epoch, "a", 77),
                new Message.Envelope(
                        TestChain.CHAIN, epoch, "c", chain.nodes.get("c").member.life()))) {
            b.take(b.replica.step(chain.now(), new Event.Received(from, new Message.Open("other", 9, 9, 9))));
            b.take(b.replica.step(chain.now(), new Event.Received(from, new Message.QueryAnswer(1, -5))));
        }
        assertEquals(List.of(), b.drops);
        chain.put("a", "key", "value");
        chain.settle();
        assertEquals("value", chain.getNow("b", "key"));
    }

    @Test
    public void aMessageBeforeTheFirstConfigurationHasNoEffect_row65() {
        TestChain young = new TestChain();
        TestNode only = young.start("a");
        Message.Envelope from = new Message.Envelope(TestChain.CHAIN, 0, "b", 1);
        for (Message message : List.of(
                new Message.Query(1),
                new Message.QueryAnswer(0, 1),
                new Message.Open(TestChain.CLUSTER, 1, 1, 1),
                new Message.Append(0, 1, List.of(), 0, 0, 0),
                new Message.Ack(0, 0, 0, -1, Shortage.NONE, true),
                new Message.Waiting())) {
            only.take(only.replica.step(young.now(), new Event.Received(from, message)));
        }
        assertNull(only.halted);
    }
}
