package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Members change places: the head makes no more records, and when all logs are equal another one is head (C17). */
public class HandoverScenariosTest {
    private static final List<String> NAMES = List.of("a", "b", "c");
    /** More steps than either half of a handover takes. */
    private static final int MAX_STEPS = 60;

    private final TestChain chain = TestChain.of("a", "b", "c");

    /** The members that are named learn what is published. */
    private void learn(String... names) {
        for (String name : names) {
            chain.learn(name);
        }
    }

    /** The members stand in this order, and all of them know it. */
    private void stand(String... names) {
        chain.publishMembers(names);
        chain.drain();
    }

    // ------------------------------------------------------------------------------------------ the head is still

    @Test
    public void inAHandoverTheHeadBeginsNoRecordAndWritesWait() {
        chain.publishHandover();
        learn("a", "b", "c");
        long put = chain.put("a", "k", "v");
        chain.settle();
        assertFalse(chain.isAnswered(put));
        assertEquals("nothing is in the log", 0, chain.view("a").logEnd());
        assertEquals(chain.configuration, chain.activated);
        assertTrue(
                "writes are for it all the same", chain.nodes.get("a").replica.takesWrites());
    }

    @Test
    public void readsGoOn() {
        chain.put("a", "k", "v");
        chain.settle();
        chain.handOver();
        for (String name : NAMES) {
            assertEquals("v", chain.getNow(name, "k"));
        }
    }

    @Test
    public void aHandoverTakesEffectWhenAllThatWasUnderWayIsCommittedAndAnswered() {
        chain.holdDisk("c");
        long put = chain.put("a", "k", "v");
        chain.drain();
        chain.publishHandover();
        learn("a", "b", "c");
        chain.settle();
        assertNotEquals(chain.configuration, chain.activated);
        chain.freeDisk("c");
        chain.settle();
        assertTrue(chain.written(put).get(0).applied());
        assertEquals(chain.configuration, chain.activated);
        assertEquals(1, chain.view("a").commitPoint());
    }

    @Test
    public void aRecordThatIsBeingMadeIsFinishedBeforeTheHandoverTakesEffect() {
        TestNode a = chain.nodes.get("a");
        a.stepsHeld = true;
        long put = chain.write("a", large());
        assertTrue(chain.steps > 0);
        chain.publishHandover();
        learn("a", "b", "c");
        chain.settle();
        assertNotEquals(chain.configuration, chain.activated);
        a.stepsHeld = false;
        a.take(a.replica.step(chain.now(), new Event.GoOn()));
        chain.settle();
        assertTrue(chain.written(put).get(0).applied());
        assertEquals(chain.configuration, chain.activated);
    }

    /** A request that takes more than one step. */
    private static WriteCommand[] large() {
        WriteCommand[] commands = new WriteCommand[RecordBuilder.MOST_WRITES];
        for (int i = 0; i < commands.length; i++) {
            commands[i] = new WriteCommand(
                    LoggedWrite.Kind.PUT, TestChain.key("k" + i), TestChain.bytes("v"), null, null, false);
        }
        return commands;
    }

    @Test
    public void aWriteWhoseTimePassesMeanwhileWasNotDone() {
        chain.handOver();
        long put = chain.put("a", "k", "v");
        chain.timePasses(300);
        chain.tick();
        assertEquals(Failure.DEADLINE, chain.answers.get(put));
    }

    @Test
    public void ifTheWishIsGoneTheHeadGoesOnWithWhatHasWaited() {
        chain.handOver();
        long put = chain.put("a", "k", "v");
        chain.drain();
        stand("a", "b", "c");
        assertTrue(chain.written(put).get(0).applied());
        chain.settle();
        chain.checkMembersAgree();
    }

    // ------------------------------------------------------------------------------------------ another head

    @Test
    public void whatWaitedIsGivenBackWhenTheNextHeadIsInItsEpochAndNotBefore() {
        chain.handOver();
        long before = chain.put("a", "k", "v");
        chain.publish(null, "b", "c", "a");
        chain.nodes.get("b").fetchesInVain = true;
        learn("a");
        long behind = chain.put("a", "k", "w");
        chain.drain();
        assertFalse("b would pass it back", chain.isAnswered(before) || chain.isAnswered(behind));
        assertTrue(chain.nodes.get("a").replica.takesWrites());
        learn("b", "c");
        chain.drain();
        assertEquals(Failure.HANDED_OVER, chain.answers.get(before));
        assertEquals(Failure.HANDED_OVER, chain.answers.get(behind));
        assertFalse(chain.nodes.get("a").replica.takesWrites());
        assertEquals(Failure.WRONG_REPLICA, chain.answers.get(chain.put("a", "k", "x")));
    }

    @Test
    public void theNextHeadServesAtOnceSinceNobodyWasRemoved() {
        chain.handOver();
        stand("c", "a", "b");
        long put = chain.put("c", "k", "v");
        chain.drain();
        assertTrue("no fence holds it up", chain.written(put).get(0).applied());
        assertEquals("v", chain.getNow("a", "k"));
        chain.settle();
        assertEquals(chain.configuration, chain.activated);
        chain.checkMembersAgree();
    }

    @Test
    public void theOldHeadIsTheTailOfTheChainThatItLed() {
        for (int i = 0; i < 5; i++) {
            chain.put("a", "k" + i, "v");
        }
        chain.settle();
        chain.handOver();
        stand("b", "c", "a");
        long put = chain.put("b", "k0", "w");
        chain.settle();
        assertTrue(chain.written(put).get(0).applied());
        assertEquals("w", chain.getNow("a", "k0"));
        chain.checkMembersAgree();
        chain.start("d");
        chain.join("d");
        assertEquals("the old head has fed it", "v", chain.getNow("d", "k4"));
    }

    @Test
    public void theOldHeadLeadsAgainAfterAnotherHandover() {
        chain.put("a", "k", "1");
        chain.settle();
        chain.handOver();
        stand("b", "c", "a");
        chain.put("b", "k", "2");
        chain.settle();
        chain.handOver();
        stand("a", "b", "c");
        long put = chain.put("a", "k", "3");
        chain.settle();
        assertTrue(chain.written(put).get(0).applied());
        for (String name : NAMES) {
            assertEquals("3", chain.getNow(name, "k"));
        }
        chain.checkMembersAgree();
    }

    @Test
    public void aHeadThatLeavesDoesNotSayThatItHasGoneBeforeItHasPassedOnWhatWaits() {
        chain.handOver();
        long put = chain.put("a", "k", "v");
        chain.publish(null, "b", "c", "a");
        chain.nodes.get("b").fetchesInVain = true;
        TestNode a = chain.nodes.get("a");
        a.take(a.replica.step(chain.now(), new Event.Leave()));
        learn("a");
        chain.drain();
        assertFalse(a.report.leaving());
        learn("b", "c");
        chain.drain();
        assertEquals(Failure.HANDED_OVER, chain.answers.get(put));
        assertTrue(a.report.leaving());
    }

    @Test
    public void aSessionIsKnownToTheNextHead() {
        WriteId open = WriteId.opening(7, 1);
        chain.write("a", new WriteCommand(LoggedWrite.Kind.OPEN_SESSION, null, null, open, null, false));
        chain.settle();
        WriteId first = new WriteId(7, 1, 1);
        long put = chain.put("a", "k", "v", first);
        chain.settle();
        chain.handOver();
        stand("c", "b", "a");
        long again = chain.put("c", "k", "v", first);
        chain.settle();
        assertEquals(chain.written(put), chain.written(again));
        assertEquals("the first answer is all there is", 2, chain.view("c").logEnd());
    }

    // ------------------------------------------------------------------------------------------ reads and leases

    @Test
    public void nothingIsCommittedUnderTheNextHeadWhileAMemberMayHaveALeaseOfTheHandover() {
        chain.put("a", "k", "old");
        chain.settle();
        assertEquals("old", chain.getNow("b", "k"));
        chain.handOver();
        chain.publish(null, "c", "a", "b");
        chain.nodes.get("b").fetchesInVain = true;
        learn("a", "c");
        long put = chain.put("c", "k", "new");
        chain.drain();
        assertFalse(chain.isAnswered(put));
        long read = chain.get("b", "k");
        assertEquals("b answers by its lease", "old", chain.read(read));
        learn("b");
        chain.drain();
        assertTrue(chain.isAnswered(put));
        assertEquals("new", chain.getNow("b", "k"));
    }

    @Test
    public void aQuestionForTheCommitPointGoesToTheNextHead() {
        chain.put("a", "k", "v");
        chain.settle();
        chain.handOver();
        chain.publish(null, "b", "c", "a");
        chain.nodes.get("b").fetchesInVain = true;
        learn("a");
        long read = chain.get("a", "k");
        chain.drain();
        assertFalse("its lease ended with the epoch, and nobody answers", chain.isAnswered(read));
        learn("b", "c");
        chain.settle();
        assertEquals("v", chain.read(read));
    }

    @Test
    public void theOldHeadsFenceCountsFromTheLastRoundThatItSawCompleteAsHead() {
        chain.settle();
        chain.handOver();
        chain.publish(null, "b", "a", "c");
        learn("a");
        chain.drain();
        chain.crash("b");
        chain.publishUnclean("a", "c");
        learn("a", "c");
        long put = chain.put("a", "k", "v");
        chain.drain();
        assertFalse("b may have a lease", chain.isAnswered(put));
        chain.settle();
        assertTrue(chain.written(put).get(0).applied());
    }

    // ------------------------------------------------------------------------------------------ members die

    @Test
    public void anyMemberMayDieAtAnyStepOfTheFirstHalf() {
        for (String failing : NAMES) {
            for (int step = 0; step < MAX_STEPS; step++) {
                dieInTheFirstHalf(failing, step);
            }
        }
    }

    private static void dieInTheFirstHalf(String failing, int steps) {
        String situation = failing + " dies after step " + steps + " of the first half";
        TestChain chain = TestChain.of("a", "b", "c");
        long answered = chain.put("a", "k", "v");
        chain.drain();
        long underWay = chain.put("a", "k", "w");
        chain.step();
        chain.publishHandover();
        NAMES.forEach(chain::learn);
        step(chain, steps);
        List<String> left = dies(situation, chain, failing);
        goesOn(situation, chain, left);
        assertTrue(situation, chain.written(answered).get(0).applied());
        assertTrue(situation, failing.equals("a") || chain.isAnswered(underWay));
    }

    @Test
    public void anyMemberMayDieAtAnyStepOfTheSecondHalf() {
        for (String failing : NAMES) {
            for (int step = 0; step < MAX_STEPS; step++) {
                dieInTheSecondHalf(failing, step);
            }
        }
    }

    private static void dieInTheSecondHalf(String failing, int steps) {
        String situation = failing + " dies after step " + steps + " of the second half";
        TestChain chain = TestChain.of("a", "b", "c");
        chain.put("a", "k", "v");
        chain.settle();
        chain.handOver();
        chain.publish(null, "c", "a", "b");
        chain.learn("c");
        long put = chain.put("c", "k", "w");
        chain.step();
        chain.learn("b");
        step(chain, steps);
        boolean answered = chain.isAnswered(put);
        List<String> left = dies(situation, chain, failing);
        assertEquals(situation + ": they stand as in the newest epoch", without(List.of("c", "a", "b"), failing), left);
        if (answered) {
            assertEquals(situation, "w", chain.getNow(left.get(0), "k"));
        }
        goesOn(situation, chain, left);
    }

    private static void step(TestChain chain, int steps) {
        for (int i = 0; i < steps && chain.step(); i++) {
            // each step has happened
        }
    }

    private static List<String> without(List<String> names, String one) {
        List<String> others = new ArrayList<>(names);
        others.remove(one);
        return others;
    }

    /** Returns who is left, in their order. */
    private static List<String> dies(String situation, TestChain chain, String failing) {
        chain.crash(failing);
        Configuration next = new TestController(chain).look().orElseThrow();
        assertFalse(situation, next.clean() || next.handover());
        chain.settle();
        return List.of(chain.memberNames());
    }

    private static void goesOn(String situation, TestChain chain, List<String> left) {
        long next = chain.put(left.get(0), "next", "x");
        chain.settle();
        assertTrue(situation, chain.written(next).get(0).applied());
        assertEquals(situation, chain.configuration, chain.activated);
        left.forEach(name -> assertEquals(situation, "x", chain.getNow(name, "next")));
        chain.checkMembersAgree();
    }
}
