package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** One step of a replica does little, however much a client asks for. Counted, not timed. */
public class BoundedWorkTest {
    private static final Origin OTHER = new Origin("other", 2);

    private static WriteCommand[] batch(int size, boolean wantPrevious) {
        List<WriteCommand> commands = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            commands.add(put("k" + i, wantPrevious));
        }
        return commands.toArray(new WriteCommand[0]);
    }

    private static WriteCommand put(String key, boolean wantPrevious) {
        return new WriteCommand(
                LoggedWrite.Kind.PUT, TestChain.key(key), TestChain.bytes("v"), null, null, wantPrevious);
    }

    @Test
    public void aRecordOfManyWritesIsMadeInSeveralSteps() {
        TestChain chain = TestChain.of("a", "b");
        long ticket = chain.write("a", batch(4_096, true));
        chain.settle();
        assertEquals(4_096, chain.written(ticket).size());
        assertEquals("all in one record", 1, chain.view("a").logEnd());
        int stepsOfWrites = RecordBuilder.MOST_WRITES / RecordBuilder.STEP_WORK;
        assertEquals("one more step for what was looked up", 1 + stepsOfWrites, chain.steps);
    }

    @Test
    public void largeValuesThatAreToldMakeStepsShorter() {
        TestChain chain = TestChain.of("a", "b");
        String large = "x".repeat(1 << 20);
        for (int i = 0; i < 12; i++) {
            chain.put("a", "k" + i, large);
            chain.settle();
        }
        chain.write("a", batch(12, true));
        chain.settle();
        int valuesTold = chain.settings.maxPreviousBytes() / (1 << 20);
        assertEquals("a few values fill a step", valuesTold * 1_024 / RecordBuilder.STEP_WORK, chain.steps);
    }

    /** Two requests that come while the disk is busy. */
    private static long recordsOfTwo(TestChain chain, WriteCommand... request) {
        chain.holdDisk("a");
        chain.put("a", "first", "v");
        chain.drain();
        long before = chain.view("a").logEnd();
        chain.write("a", new Origin("client", 1), request);
        chain.write("a", OTHER, request);
        chain.freeDisk("a");
        chain.settle();
        return chain.view("a").logEnd() - before;
    }

    @Test
    public void requestsShareARecordUnlessTogetherTheyCostTooMuch() {
        TestChain chain = TestChain.of("a", "b");
        assertEquals(1, recordsOfTwo(chain, batch(500, true)));
        int tooManyLookUps = RecordBuilder.MOST_WORK / RecordBuilder.LOOK_UP_WORK / 2 + 1;
        assertEquals(2, recordsOfTwo(chain, batch(tooManyLookUps, true)));
        assertEquals(2, recordsOfTwo(chain, batch(RecordBuilder.MOST_WRITES / 2 + 1, false)));
        String large = "x".repeat(ReplicaSettings.standard().maxRecordBytes() / 2 + 1);
        WriteCommand put = new WriteCommand(
                LoggedWrite.Kind.PUT, TestChain.key("large"), TestChain.bytes(large), null, null, false);
        assertEquals(2, recordsOfTwo(chain, put));
    }

    @Test
    public void aSingleWriteIsInAnEarlierRecordThanTheBatchesThatCameBefore() {
        TestChain chain = TestChain.of("a", "b");
        chain.holdDisk("a");
        chain.put("a", "first", "v");
        List<Long> batches = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            batches.add(chain.write("a", batch(4_096, true)));
        }
        long single = chain.write("a", OTHER, put("single", true));
        chain.freeDisk("a");
        chain.settle();
        long singles = chain.written(single).get(0).version();
        for (long batch : batches) {
            assertTrue(singles < chain.written(batch).get(0).version());
        }
    }

    @Test
    public void requestsThatComeWhileARecordIsBeingMadeFailWhenTheHeadResigns() {
        TestChain chain = TestChain.of("a", "b");
        chain.nodes.get("a").stepsHeld = true;
        long batch = chain.write("a", batch(4_096, true));
        assertFalse(chain.isAnswered(batch));
        chain.publish(null, "b");
        chain.learn("a");
        assertEquals(Failure.CHANGING, chain.answers.get(batch));
    }

    @Test
    public void requestsThatAreInNoRecordFailWhenTooFewMembersAreLeft() {
        TestChain chain = TestChain.of(new SharedSettings(300, 2, 0), "a", "b");
        TestNode a = chain.nodes.get("a");
        chain.holdDisk("a");
        long logged = chain.put("a", "logged", "v");
        chain.drain();
        long queued = chain.put("a", "queued", "v");
        chain.publishMembers("a");
        assertEquals(Failure.TOO_FEW_MEMBERS, chain.answers.get(queued));
        chain.freeDisk("a");
        chain.settle();
        assertEquals("it was on its way before", 1, chain.written(logged).size());
        assertEquals(1, chain.view("a").logEnd());
        chain.publishMembers("a", "b");
        chain.settle();
        a.stepsHeld = true;
        long making = chain.write("a", batch(4_096, true));
        assertFalse(chain.isAnswered(making));
        chain.publishMembers("a");
        assertEquals(Failure.TOO_FEW_MEMBERS, chain.answers.get(making));
        a.stepsHeld = false;
        a.take(a.replica.step(chain.now(), new Event.GoOn()));
        chain.settle();
        assertEquals(1, chain.view("a").logEnd());
    }

    @Test
    public void recordsWaitWhileEnoughIsOnItsWayToAllMembers() {
        TestChain chain = TestChain.of("a", "b");
        chain.wires.hold("a", "b");
        for (int i = 0; i < 5; i++) {
            chain.write("a", new Origin("client", i), batch(4_000, false));
            chain.drain();
        }
        assertEquals(2, chain.view("a").logEnd());
        chain.wires.mend("a", "b");
        chain.settle();
        assertEquals(5, chain.view("a").commitPoint());
    }

    @Test
    public void aLookUpThatASnapshotHasOvertakenIsNoAnswer() {
        TestChain chain = new TestChain();
        chain.keepApplied(3);
        List.of("a", "b", "c").forEach(chain::start);
        chain.publishMembers("a", "b", "c");
        chain.settle();
        chain.put("a", "k", "old");
        chain.settle();
        chain.crash("c");
        chain.publishMembers("a", "b");
        chain.settle();
        for (int i = 0; i < 20; i++) {
            chain.put("a", "k" + i, "new");
            chain.settle();
        }
        TestNode back = chain.start("c");
        back.lookUpsHeld = true;
        long stale = chain.getStale("c", "k");
        int before = chain.pieces;
        chain.join("c");
        assertTrue("c has got a snapshot", chain.pieces > before);
        back.finishLookUps();
        assertEquals(Failure.CHANGING, chain.answers.get(stale));
    }
}
