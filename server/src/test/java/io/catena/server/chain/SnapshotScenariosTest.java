package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.Test;

/** Snapshots whose feeder changes, or whose messages get lost (S1 to S7). */
public class SnapshotScenariosTest {
    /** Longer than a feeder waits for a piece of a snapshot. */
    static final int PATIENT_SETTLES = 15;

    /** A chain of two with twenty keys and next to no log, to which c is joining; two entries are a piece. */
    static TestChain beforeASnapshot() {
        TestChain chain = new TestChain();
        chain.keepApplied(3);
        List.of("a", "b").forEach(chain::start);
        chain.publishMembers("a", "b");
        chain.settle();
        for (int i = 0; i < 20; i++) {
            chain.put("a", "k" + i, "v" + i);
            chain.settle();
        }
        chain.start("c");
        return chain;
    }

    static void cIsJoining(TestChain chain, String... members) {
        chain.publish("c", members);
        chain.nodes.keySet().forEach(chain::learn);
    }

    /** Lets c's disk, which is held, take the next piece of the snapshot. */
    static void writeOnePiece(TestChain chain) {
        TestNode c = chain.nodes.get("c");
        PartialSnapshot before = c.store.recover().partialSnapshot();
        do {
            chain.drain();
            chain.finishDisk("c");
        } while (Objects.equals(before, c.store.recover().partialSnapshot()));
    }

    static void joinsNow(TestChain chain, String... members) {
        assertNotEquals(
                "c has caught up",
                0,
                chain.nodes.get(members[members.length - 2]).report.caughtUp());
        chain.publishMembers(members);
        chain.settle();
        chain.settle();
        chain.checkMembersAgree();
    }

    @Test
    public void aFeederWithAKeySpaceOlderThanTheSnapshotUnderWayBeginsAnotherOne() {
        TestChain chain = beforeASnapshot();
        chain.put("a", "k9", "new");
        chain.drain();
        chain.holdDisk("a");
        chain.settle();
        assertEquals("b has applied it", 21, chain.view("b").applied());
        assertEquals("a has not", 20, chain.view("a").applied());
        chain.holdDisk("c");
        cIsJoining(chain, "a", "b");
        writeOnePiece(chain);
        chain.crash("b");
        chain.freeDisk("c");
        cIsJoining(chain, "a");
        chain.settle();
        chain.freeDisk("a");
        chain.settle();
        joinsNow(chain, "a", "c");
        assertEquals("new", chain.getNow("c", "k9"));
    }

    @Test
    public void whatTheDiskWasWritingWhenASnapshotBeganCountsForNothing() {
        TestChain chain = beforeASnapshot();
        chain.join("c");
        chain.crash("c");
        chain.publishMembers("a", "b");
        chain.settle();
        chain.start("c");
        chain.holdDisk("c");
        cIsJoining(chain, "a", "b");
        chain.settle();
        chain.put("a", "k", "under way");
        chain.settle();
        assertTrue("c writes", chain.nodes.get("c").hasDiskWork());
        chain.wires.hold("b", "c");
        for (int i = 0; i < 10; i++) {
            chain.put("a", "k", "" + i);
            chain.settle();
        }
        chain.crash("b");
        cIsJoining(chain, "a");
        chain.settle();
        chain.finishDisk("c");
        assertTrue(chain.view("c").durable() <= chain.view("c").logEnd());
        chain.wires.mend("b", "c");
        chain.freeDisk("c");
        chain.settle();
        joinsNow(chain, "a", "c");
        assertEquals("9", chain.getNow("c", "k"));
    }

    /** It waits because the node sends snapshots of other chains, too (S8). */
    @Test
    public void aPieceThatWaitsToBeReadIsNotTakenForLost() {
        TestChain chain = beforeASnapshot();
        TestNode b = chain.nodes.get("b");
        b.piecesHeld = true;
        cIsJoining(chain, "a", "b");
        chain.settle();
        Message first = b.lastHandshake.message();
        for (int i = 0; i < 2 * PATIENT_SETTLES; i++) {
            chain.settle();
        }
        assertEquals(first, b.lastHandshake.message());
        b.readPieces();
        chain.settle();
        joinsNow(chain, "a", "b", "c");
    }

    @Test
    public void aSnapshotGoesOnThoughTheNewsThatAPieceIsInstalledGotLost() {
        TestChain chain = beforeASnapshot();
        chain.holdDisk("c");
        cIsJoining(chain, "a", "b");
        writeOnePiece(chain);
        chain.wires.hold("c", "b");
        assertTrue("the news is on its way", chain.wires.waiting("c", "b") > 0);
        chain.reset("c", "b");
        chain.wires.mend("c", "b");
        chain.freeDisk("c");
        for (int i = 0; i < PATIENT_SETTLES; i++) {
            chain.settle();
        }
        joinsNow(chain, "a", "b", "c");
    }

    @Test
    public void aSnapshotGetsThroughThoughEachPieceTakesSecondsOnTheDisk() {
        TestChain chain = beforeASnapshot();
        chain.holdDisk("c");
        cIsJoining(chain, "a", "b");
        for (int piece = 0; piece < 40; piece++) {
            for (int tick = 0; tick < 250; tick++) {
                chain.tick();
                chain.drain();
            }
            if (chain.nodes.get("c").hasDiskWork()) {
                chain.finishDisk("c");
            }
        }
        assertNotEquals(0, chain.nodes.get("b").report.caughtUp());
    }

    @Test
    public void aMemberThatHasNoRoomForItsSnapshotStopsWritesByNameOfTheReason() {
        TestChain chain = beforeASnapshot();
        TestNode c = chain.nodes.get("c");
        c.take(c.replica.step(chain.now(), new Event.SpaceChanged(Space.LOW)));
        chain.publishMembers("a", "b", "c");
        chain.settle();
        assertEquals("nothing of it is taken", 0, chain.pieces);
        assertEquals(Failure.NO_SPACE, chain.answers.get(chain.put("a", "k", "v")));
        c.take(c.replica.step(chain.now(), new Event.SpaceChanged(Space.ENOUGH)));
        for (int i = 0; i < PATIENT_SETTLES; i++) {
            chain.settle();
        }
        long put = chain.put("a", "k", "v");
        chain.settle();
        assertTrue(chain.written(put).get(0).applied());
    }

    @Test
    public void theLastPieceOfAnEarlierLinkIsNotTakenForTheLastOneOfThisLink() {
        TestChain chain = beforeASnapshot();
        chain.holdDisk("c");
        cIsJoining(chain, "a", "b");
        for (int piece = 1; piece <= 9; piece++) {
            writeOnePiece(chain);
        }
        chain.drain();
        chain.reset("b", "c");
        chain.wires.hold("b", "c");
        while (chain.wires.waiting("b", "c") == 0) {
            chain.tick();
        }
        chain.wires.deliver("b", "c");
        chain.drain();
        chain.finishDisk("c");
        assertEquals(
                "it was the last one",
                null,
                chain.nodes.get("c").store.recover().partialSnapshot());
        chain.drain();
        chain.put("a", "k", "one more");
        chain.drain();
        chain.wires.mend("b", "c");
        chain.drain();
        chain.freeDisk("c");
        chain.settle();
        joinsNow(chain, "a", "b", "c");
        assertEquals("one more", chain.getNow("c", "k"));
    }

    @Test
    public void aPieceThatWaitsForTheDiskIsVoidInAnotherLineage() {
        TestChain chain = beforeASnapshot();
        TestNode c = chain.nodes.get("c");
        chain.holdDisk("c");
        cIsJoining(chain, "a", "b");
        writeOnePiece(chain);
        chain.drain();
        assertTrue("a piece is under way", c.hasDiskWork());
        chain.reset("b", "c");
        for (int tick = 0; tick < 200; tick++) {
            chain.tick();
            chain.drain();
        }
        chain.start("d");
        inAnotherLineage(chain, "d");
        chain.learn("d");
        chain.settle();
        inAnotherLineage(chain, "d", "c");
        chain.learn("d");
        chain.learn("c");
        chain.drain();
        chain.freeDisk("c");
        chain.settle();
        assertFalse(c.report.installing());
        long put = chain.put("d", "k", "v");
        chain.settle();
        assertTrue(chain.written(put).get(0).applied());
    }

    private static void inAnotherLineage(TestChain chain, String... names) {
        Configuration last = chain.configuration;
        List<Member> members =
                Stream.of(names).map(name -> chain.nodes.get(name).member).toList();
        chain.configuration = new Configuration(
                TestChain.CHAIN, last.epoch() + 1, 2, members, null, true, last.removed(), last.settings(), 0);
    }

    private static long link(TestChain chain, String feeder) {
        return chain.nodes.get(feeder).lastHandshake.message() instanceof Message.Open open ? open.link() : 0;
    }

    /** The link from b to c is lost until the next one has the number that the link from a would have in the next epoch. */
    private static void linkNumbersMeet(TestChain chain) {
        chain.wires.hold("b", "c");
        chain.drain();
        while (link(chain, "b") <= link(chain, "a")) {
            long before = link(chain, "b");
            chain.reset("b", "c");
            while (link(chain, "b") == before) {
                chain.tick();
            }
        }
        chain.wires.mend("b", "c");
    }

    @Test
    public void aPieceOfAFeederThatIsGoneIsNoAnswerToTheNextOneWithTheSameLinkNumber() {
        TestChain chain = beforeASnapshot();
        TestNode c = chain.nodes.get("c");
        chain.holdDisk("c");
        cIsJoining(chain, "a", "b");
        linkNumbersMeet(chain);
        writeOnePiece(chain);
        chain.drain();
        assertTrue("the second piece waits for c's disk", c.hasDiskWork());
        chain.put("a", "k100", "makes a's second piece another one");
        while (chain.nodes.get("a").store.applied() < 21) {
            chain.tick();
            chain.drain();
        }
        long ofB = link(chain, "b");
        chain.crash("b");
        chain.wires.hold("a", "c");
        cIsJoining(chain, "a");
        assertEquals("the same number", ofB, link(chain, "a"));
        chain.wires.deliver("a", "c");
        chain.drain();
        assertEquals("a has sent its second piece", 1, chain.wires.waiting("a", "c"));
        chain.finishDisk("c");
        chain.drain();
        assertEquals("links that a has dropped", List.of(), chain.nodes.get("a").drops);
        chain.wires.mend("a", "c");
        chain.freeDisk("c");
        chain.settle();
        joinsNow(chain, "a", "c");
    }

    /** The last piece, sent on an earlier link, is on c's disk before it comes again on the link that b has opened since. */
    private static TestChain lastPieceComesAgain(Function<Effect.Send, List<Effect.Send>> onWire) {
        TestChain chain = beforeASnapshot();
        chain.wires.onWire = onWire;
        chain.holdDisk("c");
        cIsJoining(chain, "a", "b");
        for (int piece = 1; piece <= 9; piece++) {
            writeOnePiece(chain);
        }
        chain.drain();
        chain.reset("b", "c");
        chain.wires.hold("b", "c");
        while (chain.wires.waiting("b", "c") == 0) {
            chain.tick();
        }
        chain.wires.deliver("b", "c");
        chain.drain();
        assertEquals("b has sent the last piece again", 1, chain.wires.waiting("b", "c"));
        chain.finishDisk("c");
        return chain;
    }

    @Test
    public void aPieceOfASnapshotThatIsCompleteByNowChangesNothingAndIsNoLie() {
        TestChain chain = lastPieceComesAgain(List::of);
        TestNode c = chain.nodes.get("c");
        assertEquals(20, chain.view("c").logEnd());
        chain.wires.mend("b", "c");
        chain.drain();
        assertEquals("a dropped link", List.of(), c.drops);
        assertFalse("the piece is written again", c.hasDiskWork());
        assertEquals(20, chain.view("c").logEnd());
        chain.put("a", "k", "one more");
        chain.drain();
        assertEquals("records follow at once", 21, chain.view("c").logEnd());
        chain.freeDisk("c");
        chain.settle();
        joinsNow(chain, "a", "b", "c");
        assertEquals("one more", chain.getNow("c", "k"));
    }

    @Test
    public void aPieceThatIsNotOfTheCompleteSnapshotIsALie() {
        TestChain chain = lastPieceComesAgain(send -> {
            if (!(send.message() instanceof Message.Chunk chunk) || chunk.link() == 1) {
                return List.of(send);
            }
            SnapshotChunk piece = chunk.content();
            SnapshotChunk other = new SnapshotChunk(
                    piece.seq() + 1,
                    piece.readAt() + 1,
                    piece.after(),
                    piece.entries(),
                    piece.last(),
                    piece.sessions(),
                    piece.percent());
            return List.of(new Effect.Send(send.to(), send.envelope(), new Message.Chunk(chunk.link(), other)));
        });
        chain.wires.mend("b", "c");
        chain.drain();
        assertEquals("dropped links", 1, chain.nodes.get("c").drops.size());
        assertEquals(20, chain.view("c").logEnd());
    }
}
