package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.Test;

/** Writes with conditions, or whose client wants to know what was there, at a head whose disk takes its time to tell. */
public class LookUpScenariosTest {
    private static final Origin ONE = new Origin("one", 1);
    private static final Origin OTHER = new Origin("other", 2);

    private final TestChain chain = TestChain.of("a", "b");
    private final TestNode head = chain.nodes.get("a");
    private long version;

    @Before
    public void aKeyOfWhichOnlyTheStoreKnows() {
        version = store("k", "old");
        head.lookUpsHeld = true;
    }

    /** @return its version */
    private long store(String key, String value) {
        long put = chain.put("a", key, value);
        chain.settle();
        assertTrue("it is applied", head.store.get(TestChain.key(key)).exists());
        head.lookedUp.clear();
        return chain.written(put).get(0).version();
    }

    private static WriteCommand put(String key, String value, WriteCommand.Condition condition, boolean wantPrevious) {
        return new WriteCommand(
                LoggedWrite.Kind.PUT, TestChain.key(key), TestChain.bytes(value), null, condition, wantPrevious);
    }

    private static WriteCommand exchange(String key) {
        return put(key, "new", null, true);
    }

    private WriteCommand ifOld(String key) {
        return put(key, "new", new WriteCommand.Condition(false, version), false);
    }

    private String previous(long ticket) {
        byte[] value = chain.written(ticket).get(0).previous().value();
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    @Test
    public void othersGoOnWhileTheStoreIsAsked() {
        long asked = chain.write("a", ONE, exchange("k"));
        long behind = chain.write("a", ONE, put("behind", "v", null, false));
        long other = chain.write("a", OTHER, put("other", "v", null, false));
        chain.settle();
        assertFalse(chain.isAnswered(asked));
        assertFalse("what one client sends stays in its order", chain.isAnswered(behind));
        assertTrue(chain.isAnswered(other));
        assertEquals("old", chain.getNow("b", "k"));
        head.finishLookUps();
        chain.settle();
        assertEquals("old", previous(asked));
        assertTrue(chain.written(behind).get(0).version()
                > chain.written(asked).get(0).version());
    }

    @Test
    public void whatARecordHasChangedMeanwhileIsNoLongerSo() {
        long conditional = chain.write("a", ONE, ifOld("k"));
        long overwritten = chain.put("a", "k", "newer");
        chain.settle();
        assertTrue(chain.isAnswered(overwritten));
        head.finishLookUps();
        head.finishLookUps();
        chain.settle();
        assertFalse(chain.written(conditional).get(0).applied());
    }

    @Test
    public void whatWasFoundAndIsOverwrittenByARecordBeforeItIsTakenIsNoLongerSo() {
        head.lookUpsHeld = false;
        chain.holdDisk("a");
        chain.put("a", "first", "v");
        List<WriteCommand> batch = new ArrayList<>(List.of(exchange("k")));
        for (int i = 1; i < RecordBuilder.MOST_WRITES; i++) {
            batch.add(exchange("k" + i));
        }
        long exchanged = chain.write("a", ONE, batch.toArray(new WriteCommand[0]));
        assertEquals(TestChain.key("k"), head.lookedUp.get(0).get(0));
        long overwrites = chain.write("a", OTHER, put("k", "newer", null, false));
        chain.freeDisk("a");
        chain.settle();
        assertTrue(chain.written(overwrites).get(0).version()
                < chain.written(exchanged).get(0).version());
        assertEquals("newer", previous(exchanged));
    }

    @Test
    public void aDeletionIsNoticedLikeAnyOtherChange() {
        long exchanged = chain.write("a", ONE, exchange("k"));
        chain.write("a", OTHER, new WriteCommand(LoggedWrite.Kind.DELETE, TestChain.key("k"), null, null, null, false));
        chain.settle();
        head.finishLookUps();
        head.finishLookUps();
        chain.settle();
        assertNull(previous(exchanged));
        assertEquals(0, chain.written(exchanged).get(0).previous().version());
    }

    @Test
    public void aStoreThatTellsLittleIsAskedForTheRest() {
        chain.mostValuesRead = 1;
        store("l", "other");
        long both = chain.write("a", ONE, exchange("k"), exchange("l"), exchange("k"));
        head.finishLookUps();
        assertFalse(chain.isAnswered(both));
        head.finishLookUps();
        chain.settle();
        assertEquals(
                List.of(List.of(TestChain.key("k"), TestChain.key("l")), List.of(TestChain.key("l"))), head.lookedUp);
        List<String> told = new ArrayList<>();
        chain.written(both)
                .forEach(answer -> told.add(new String(answer.previous().value())));
        assertEquals(List.of("old", "other", "new"), told);
    }

    @Test
    public void whatIsInTheLogIsNotAskedFor() {
        chain.wires.hold("a", "b");
        chain.put("a", "k", "pending");
        chain.drain();
        long exchanged = chain.write("a", ONE, exchange("k"));
        chain.wires.mend("a", "b");
        chain.settle();
        assertEquals("pending", previous(exchanged));
        assertEquals(List.of(), head.lookedUp);
    }

    @Test
    public void aWriteBeyondItsDeadlineIsToldSoAndLeavesNothingBehind() {
        long asked = chain.write("a", ONE, exchange("k"));
        long before = chain.view("a").logEnd();
        for (int i = 0; i < 300; i++) {
            chain.tick();
        }
        assertEquals(Failure.DEADLINE, chain.answers.get(asked));
        head.finishLookUps();
        chain.settle();
        assertEquals(before, chain.view("a").logEnd());
        head.lookUpsHeld = false;
        long again = chain.write("a", ONE, exchange("k"));
        chain.settle();
        assertEquals("old", previous(again));
    }

    @Test
    public void aWriteBeyondItsDeadlineKeepsItsShareUntilTheStoreHasAnswered() {
        String large = "x".repeat(1 << 20);
        WriteCommand.Condition condition = new WriteCommand.Condition(false, version);
        long rejected = chain.write("a", ONE, put("k", large, condition, false));
        for (int i = 0; chain.answers.get(rejected) != Failure.OVERLOADED; i++) {
            assertTrue("it is bounded", i < 1_000);
            rejected = chain.write("a", ONE, put("k", large, condition, false));
        }
        for (int i = 0; i < 300; i++) {
            chain.tick();
        }
        long early = chain.write("a", ONE, put("k", large, condition, false));
        assertEquals(Failure.OVERLOADED, chain.answers.get(early));
        head.finishLookUps();
        long late = chain.write("a", ONE, put("k", large, condition, false));
        head.finishLookUps();
        chain.settle();
        assertTrue(chain.isAnswered(late));
        assertTrue(chain.written(late).get(0).applied());
    }

    @Test
    public void aHeadThatResignsFailsWhatItAskedFor() {
        long asked = chain.write("a", ONE, exchange("k"));
        chain.publish(null, "b");
        chain.learn("a");
        assertEquals(Failure.CHANGING, chain.answers.get(asked));
        head.finishLookUps();
    }

    @Test
    public void aHeadThatLeavesAnswersFirst() {
        long asked = chain.write("a", ONE, exchange("k"));
        head.take(head.replica.step(chain.now(), new Event.Leave()));
        chain.settle();
        assertFalse(head.report.leaving());
        head.finishLookUps();
        chain.settle();
        assertTrue(chain.isAnswered(asked));
        assertTrue(head.report.leaving());
    }

    @Test
    public void valuesThatWaitToBeToldAreBounded() {
        int room = 2 * chain.settings.maxPreviousBytes() / VersionedValue.MAX_VALUE_BYTES;
        head.lookUpsHeld = false;
        for (int i = 0; i < room + 3; i++) {
            store("k" + i, "old");
        }
        head.lookUpsHeld = true;
        List<Long> asked = new ArrayList<>();
        for (int i = 0; i < room + 3; i++) {
            asked.add(chain.write("a", new Origin("client", 10 + i), exchange("k" + i)));
        }
        long unconditional = chain.write("a", OTHER, put("l", "v", null, false));
        assertEquals(room, head.lookedUp.size());
        chain.settle();
        assertTrue(chain.isAnswered(unconditional));
        head.finishLookUps();
        assertEquals("what was found is small", room + 3, head.lookedUp.size());
        head.finishLookUps();
        chain.settle();
        asked.forEach(ticket -> assertEquals("old", previous(ticket)));
    }

    @Test
    public void whatAClientSendsOneBehindTheOtherIsInOneRecordAlthoughTheStoreIsAsked() {
        head.lookUpsHeld = false;
        for (int i = 0; i < 20; i++) {
            store("k" + i, "old");
        }
        long before = chain.view("a").logEnd();
        chain.holdDisk("a");
        chain.put("a", "first", "v");
        for (int i = 0; i < 20; i++) {
            chain.write("a", ONE, put("k" + i, "new", new WriteCommand.Condition(true, 0), false));
        }
        chain.freeDisk("a");
        chain.settle();
        assertEquals(20, head.lookedUp.size());
        assertEquals(before + 2, chain.view("a").logEnd());
    }

    @Test
    public void whatIsAskedForAheadOfItsTurnIsNotAskedForTwice() {
        chain.write("a", ONE, ifOld("k"));
        long second = chain.write("a", ONE, ifOld("l"));
        long third = chain.write("a", ONE, exchange("m"));
        assertEquals(List.of(List.of(TestChain.key("k")), List.of(TestChain.key("l"))), head.lookedUp);
        head.finishLookUps();
        chain.settle();
        head.finishLookUps();
        chain.settle();
        assertTrue(chain.isAnswered(second));
        assertTrue(chain.isAnswered(third));
        assertEquals(3, head.lookedUp.size());
    }

    @Test
    public void aRequestThatARecordMakesReadyTakesOneTurnAlthoughTheStoreAnswersLater() {
        long first = chain.write("a", ONE, exchange("k"));
        for (int i = 0; i < 100; i++) {
            chain.tick();
        }
        long behind = chain.write("a", ONE, put("l", "new", new WriteCommand.Condition(true, 0), false));
        chain.holdDisk("a");
        chain.put("a", "l", "newer");
        while (!chain.isAnswered(first)) {
            chain.tick();
        }
        head.finishLookUps();
        chain.freeDisk("a");
        chain.settle();
        assertEquals(Failure.DEADLINE, chain.answers.get(first));
        assertFalse(chain.written(behind).get(0).applied());
    }

    @Test
    public void aWriteThatDoesNotWantTheValueNeedsNoRoomForIt() {
        for (int i = 0; i < 100; i++) {
            chain.write("a", new Origin("client", 10 + i), ifOld("k"));
        }
        assertEquals(100, head.lookedUp.size());
    }

    @Test
    public void aNewHeadAsksItsDiskWhenThatHasDroppedItsContent() {
        chain.holdDisk("b");
        TestNode b = chain.nodes.get("b");
        Configuration last = chain.configuration;
        chain.start("d");
        chain.configuration = inAnotherLineage(last, 1, "d");
        chain.learn("d");
        chain.settle();
        chain.configuration = inAnotherLineage(last, 2, "d", "b");
        chain.learn("d");
        chain.learn("b");
        chain.drain();
        assertTrue("the disk drops it", b.hasDiskWork());
        chain.configuration = inAnotherLineage(last, 3, "b");
        chain.learn("b");
        long exchanged = chain.write("b", ONE, exchange("k"));
        assertEquals(List.of(), b.lookedUp);
        chain.freeDisk("b");
        chain.settle();
        assertEquals(1, b.lookedUp.size());
        assertNull(previous(exchanged));
    }

    private Configuration inAnotherLineage(Configuration last, int epochs, String... names) {
        List<Member> members = new ArrayList<>();
        for (String name : names) {
            members.add(chain.nodes.get(name).member);
        }
        return new Configuration(
                TestChain.CHAIN, last.epoch() + epochs, 2, members, null, true, last.removed(), last.settings(), 0);
    }
}
