package io.catena.server.chain;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

/**
 * Which session is forgotten if they are of different origins (E7, E8): no origin loses what it uses to one that takes
 * more.
 */
public class SessionSharesTest {
    private static final Key KEY = new Key(new byte[] {'k'});
    private static final int CALM = 1;
    private static final int GREEDY = 2;

    private long seq;
    private long numbers;
    private SessionTable sessions = new SessionTable();

    private Set<Long> apply(LoggedWrite write) {
        return sessions.apply(LogRecord.encode(++seq, 1, List.of(write)));
    }

    private static LoggedWrite opening(long number, long origin) {
        return new LoggedWrite(LoggedWrite.Kind.OPEN_SESSION, null, null, WriteId.opening(number, origin), null);
    }

    private static LoggedWrite put(long number, long request, int previousBytes) {
        VersionedValue previous = previousBytes == 0 ? null : new VersionedValue(new byte[previousBytes], 1);
        return new LoggedWrite(LoggedWrite.Kind.PUT, KEY, new byte[] {1}, new WriteId(number, request, 1), previous);
    }

    private long open(long origin) {
        apply(opening(++numbers, origin));
        return numbers;
    }

    private long openAndWrite(long origin) {
        long number = open(origin);
        apply(put(number, 1, 0));
        return number;
    }

    private boolean isKnown(long number) {
        return sessions.knows(new WriteId(number, 2, 1));
    }

    @Test
    public void openingsDriveOutNoneThatHasWritten() {
        List<Long> used = new ArrayList<>();
        for (int i = 0; i < SessionTable.MAX_SESSIONS * 9 / 10; i++) {
            used.add(openAndWrite(CALM));
        }
        for (int i = 0; i < 20_000; i++) {
            open(GREEDY);
        }
        assertEquals(SessionTable.MAX_SESSIONS, sessions.size());
        assertTrue(used.stream().allMatch(this::isKnown));
    }

    @Test
    public void openingsDriveOutNoNewSessionOfAnotherOrigin() {
        long mine = open(CALM);
        for (int i = 0; i < 20_000; i++) {
            open(GREEDY);
        }
        assertTrue(isKnown(mine));
    }

    @Test
    public void anOriginThatUsesAllSessionsLosesItsOwnOldestToNewOrigins() {
        long first = openAndWrite(GREEDY);
        for (int i = 1; i < SessionTable.MAX_SESSIONS; i++) {
            openAndWrite(GREEDY);
        }
        assertTrue("there is room as long as no other client comes", isKnown(first));
        long mine = open(CALM);
        assertFalse(isKnown(first));
        for (int i = 0; i < SessionTable.MAX_SESSIONS; i++) {
            openAndWrite(GREEDY);
        }
        assertTrue(isKnown(mine));
        apply(put(mine, 1, 0));
        for (int i = 0; i < SessionTable.MAX_SESSIONS; i++) {
            openAndWrite(GREEDY);
        }
        assertTrue(isKnown(mine));
    }

    @Test
    public void whereNoOriginHoldsMuchTheOldestGoes() {
        sessions = new SessionTable(30, SessionTable.MAX_BYTES);
        List<Long> used = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            used.add(openAndWrite(i / 3));
        }
        apply(put(used.get(0), 2, 0));
        open(99);
        assertFalse(isKnown(used.get(1)));
        assertEquals(30, sessions.size());
    }

    @Test
    public void manyClientsOfOneMachineFindRoomAmongTheLeftOversOfManyOrigins() {
        for (int origin = 1_000; origin < 21_000; origin++) {
            open(origin);
        }
        List<Long> mine = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            mine.add(open(CALM));
        }
        assertTrue(mine.stream().allMatch(this::isKnown));
    }

    @Test
    public void answersOfOneOriginTakeNoRoomOfOthers() {
        long mine = open(CALM);
        apply(put(mine, 1, 1_000));
        List<Long> theirs = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            theirs.add(open(GREEDY));
            apply(put(theirs.get(i), 1, 1 << 20));
        }
        assertEquals(1_000, previousBytes(mine));
        assertEquals("8 MiB hold 7 of a bit more than 1 MiB", 0, previousBytes(theirs.get(22)));
        assertEquals(1 << 20, previousBytes(theirs.get(23)));
        assertEquals("of the others only the values are forgotten", 31, sessions.size());
    }

    @Test
    public void previousValuesOfManyOriginsDriveOutNoSessionAndNoValueOfAnOriginThatHoldsLess() {
        long mine = open(CALM);
        apply(put(mine, 1, 1_000));
        for (int origin = 100; origin < 138; origin++) {
            apply(put(open(origin), 1, 700_000));
        }
        assertEquals(39, sessions.size());
        assertEquals(1_000, previousBytes(mine));
    }

    @Test
    public void answersWithoutValuesOfManyOriginsDriveOutNoSessionOfAnOriginThatHoldsLess() {
        long mine = openAndWrite(CALM);
        List<Long> theirs = new ArrayList<>();
        for (int origin = 100; origin < 138; origin++) {
            theirs.add(open(origin));
        }
        for (int request = 1; request < 14_000; request++) {
            for (long number : theirs) {
                apply(put(number, request, 0));
            }
        }
        assertTrue(sessions.size() < 39);
        assertTrue(isKnown(mine));
    }

    @Test
    public void manySessionsOfTwentyOriginsDriveOutNoneOfAnOriginThatHoldsFew() {
        long mine = openAndWrite(CALM);
        for (int origin = 100; origin < 120; origin++) {
            for (int i = 0; i < 600; i++) {
                openAndWrite(origin);
            }
        }
        assertEquals(SessionTable.MAX_SESSIONS, sessions.size());
        assertTrue(isKnown(mine));
    }

    private int previousBytes(long number) {
        VersionedValue previous = sessions.answerTo(new WriteId(number, 1, 1)).previous();
        assertEquals("its version is told in any case", 1, previous.version());
        return previous.exists() ? previous.value().length : 0;
    }

    @Test
    public void aSessionOfUnknownOriginIsEncodedAsBeforeThereWereOrigins() {
        ByteBuffer before = ByteBuffer.allocate(28);
        before.putLong(77).putLong(LogRecord.versionOf(5, 0)).putLong(1).putInt(0);
        sessions.restore(before.array());
        assertTrue(isKnown(77));
        assertArrayEquals(before.array(), sessions.encode(77));
    }

    @Test
    public void anOpeningThatComesTwiceLeavesTheSessionAsItIs() {
        long number = openAndWrite(CALM);
        byte[] before = sessions.encodeAll();
        assertTrue(apply(opening(number, GREEDY)).isEmpty());
        assertArrayEquals(before, sessions.encodeAll());
    }

    @Test
    public void restoredCopiedAndReappliedSessionsAreThoseOfTheOthers() {
        for (int run = 0; run < 300; run++) {
            compareARun(new Random(run), "seed " + run);
        }
    }

    private static void compareARun(Random random, String seed) {
        SessionTable first = new SessionTable(2 + random.nextInt(12), 400 + random.nextInt(2_000));
        List<LogRecord> records = new ArrayList<>();
        for (int seq = 1; seq <= 120; seq++) {
            records.add(random(random, seq));
        }
        records.subList(0, 60).forEach(first::apply);
        SessionTable copy = first.copy();
        SessionTable restored = first.empty();
        restored.restoreAll(first.encodeAll());
        // What a snapshot's last piece holds may be newer than the records that come behind it.
        records.subList(random.nextInt(60), 60).forEach(restored::apply);
        assertArrayEquals(seed, first.encodeAll(), restored.encodeAll());
        for (LogRecord record : records.subList(60, 120)) {
            Set<Long> changed = first.apply(record);
            assertEquals(seed, changed, copy.apply(record));
            assertEquals(seed, changed, restored.apply(record));
            assertArrayEquals(seed, first.encodeAll(), copy.encodeAll());
            assertArrayEquals(seed, first.encodeAll(), restored.encodeAll());
        }
    }

    private static LogRecord random(Random random, long seq) {
        List<LoggedWrite> writes = new ArrayList<>();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            if (random.nextInt(3) == 0) {
                writes.add(opening(seq * 4 + left, random.nextInt(4)));
            } else {
                long number = Math.max(1, seq - random.nextInt(10)) * 4 + 1 + random.nextInt(3);
                writes.add(put(number, 1 + random.nextInt(5), random.nextInt(4) * 100));
            }
        }
        return LogRecord.encode(seq, 1, writes);
    }
}
