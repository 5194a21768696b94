package io.catena.server.chain;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

public class SessionTableTest {
    private static final Key KEY = new Key(new byte[] {'k'});

    private final SessionTable sessions = new SessionTable(3, SessionTable.MAX_BYTES);

    private static LogRecord open(long seq) {
        return LogRecord.encode(
                seq, 1, List.of(new LoggedWrite(LoggedWrite.Kind.OPEN_SESSION, null, null, null, null)));
    }

    private static LogRecord write(long seq, WriteId id, LoggedWrite.Kind kind, VersionedValue previous) {
        return LogRecord.encode(seq, 1, List.of(new LoggedWrite(kind, KEY, new byte[] {1}, id, previous)));
    }

    private static LogRecord write(long seq, WriteId id) {
        return write(seq, id, LoggedWrite.Kind.PUT, null);
    }

    /** The number of the session that the first write of a record opens. */
    private static long number(long seq) {
        return open(seq).versionOf(0);
    }

    @Test
    public void aWriteIsNewUntilItsFirstAnswerAndThatOneStays() {
        sessions.apply(open(1));
        WriteId id = new WriteId(number(1), 1, 1);
        assertTrue(sessions.knows(id));
        assertNull(sessions.answerTo(id));
        assertEquals(Set.of(number(1)), sessions.apply(write(2, id)));
        sessions.apply(write(3, id, LoggedWrite.Kind.CONDITION_FAILED, null));
        assertEquals(new WriteAnswer(true, number(2), null), sessions.answerTo(id));
    }

    @Test
    public void answersThatNoClientWaitsForAreForgotten() {
        sessions.apply(open(1));
        for (int request = 1; request <= 3; request++) {
            sessions.apply(write(1 + request, new WriteId(number(1), request, 1)));
        }
        sessions.apply(write(9, new WriteId(number(1), 4, 3)));
        assertFalse(sessions.knows(new WriteId(number(1), 2, 1)));
        assertNull(sessions.answerTo(new WriteId(number(1), 2, 1)));
        assertNotNull(sessions.answerTo(new WriteId(number(1), 3, 1)));
        sessions.apply(write(10, new WriteId(number(1), 2, 1)));
        assertNull("a late repetition brings nothing back", sessions.answerTo(new WriteId(number(1), 2, 1)));
    }

    @Test
    public void theSessionThatHasNotWrittenForLongestGoesFirst() {
        for (int seq = 1; seq <= 3; seq++) {
            sessions.apply(open(seq));
        }
        sessions.apply(write(4, new WriteId(number(1), 1, 1)));
        assertEquals(Set.of(number(2), number(5)), sessions.apply(open(5)));
        assertEquals(3, sessions.size());
        assertFalse(sessions.knows(new WriteId(number(2), 1, 1)));
        assertTrue(sessions.knows(new WriteId(number(1), 1, 1)));
        assertNull(sessions.encode(number(2)));
    }

    @Test
    public void writesOfAForgottenSessionChangeNothing() {
        byte[] before = sessions.encodeAll();
        assertTrue(sessions.apply(write(1, new WriteId(77, 1, 1))).isEmpty());
        assertArrayEquals(before, sessions.encodeAll());
    }

    @Test
    public void everyKindOfAnswerComesBackFromItsEncodedForm() {
        sessions.apply(open(1));
        List<VersionedValue> previous = new ArrayList<>();
        previous.add(null);
        previous.add(VersionedValue.ABSENT);
        previous.add(new VersionedValue(new byte[0], 3));
        previous.add(new VersionedValue(new byte[] {1, 2, 3}, Long.MAX_VALUE));
        int request = 0;
        for (VersionedValue one : previous) {
            for (LoggedWrite.Kind kind : List.of(LoggedWrite.Kind.PUT, LoggedWrite.Kind.CONDITION_FAILED)) {
                request++;
                sessions.apply(write(1 + request, new WriteId(number(1), request, 1), kind, one));
            }
        }
        SessionTable restored = new SessionTable(3, SessionTable.MAX_BYTES);
        restored.restore(sessions.encode(number(1)));
        for (int i = 1; i <= request; i++) {
            WriteAnswer expected = sessions.answerTo(new WriteId(number(1), i, 1));
            WriteAnswer found = restored.answerTo(new WriteId(number(1), i, 1));
            assertEquals(expected.applied(), found.applied());
            assertEquals(expected.version(), found.version());
            assertEquals(expected.previous() == null, found.previous() == null);
            if (expected.previous() != null) {
                assertEquals(expected.previous().version(), found.previous().version());
                assertArrayEquals(expected.previous().value(), found.previous().value());
            }
        }
    }

    @Test
    public void allTogetherAreEachBehindItsLengthAndBeginWithTheirNumber() {
        sessions.apply(open(1));
        sessions.apply(open(2));
        sessions.apply(write(3, new WriteId(number(1), 1, 1)));
        ByteBuffer in = ByteBuffer.wrap(sessions.encodeAll());
        List<Long> numbers = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] one = new byte[in.getInt()];
            in.get(one);
            long number = ByteBuffer.wrap(one).getLong();
            assertArrayEquals(sessions.encode(number), one);
            numbers.add(number);
        }
        assertEquals("oldest first", List.of(number(2), number(1)), numbers);
    }

    @Test
    public void restoredAndCopiedSessionsGoOnLikeTheOriginal() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int seq = 1; seq <= 200; seq++) {
            sessions.apply(random(random, seq));
        }
        SessionTable copy = sessions.copy();
        SessionTable restored = new SessionTable(3, SessionTable.MAX_BYTES);
        for (int seq = 1; seq <= 200; seq++) {
            byte[] encoded = sessions.encode(number(seq));
            if (encoded != null) {
                restored.restore(encoded);
            }
        }
        for (int seq = 201; seq <= 400; seq++) {
            LogRecord record = random(random, seq);
            Set<Long> changed = sessions.apply(record);
            assertEquals("seed " + seed, changed, copy.apply(record));
            assertEquals("seed " + seed, changed, restored.apply(record));
            assertArrayEquals("seed " + seed, sessions.encodeAll(), copy.encodeAll());
            assertArrayEquals("seed " + seed, sessions.encodeAll(), restored.encodeAll());
        }
        assertArrayEquals(
                sessions.encodeAll(),
                SessionTable.decodeAll(sessions.encodeAll()).encodeAll());
    }

    @Test
    public void aRecordThatIsAppliedAgainChangesNothing() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<LogRecord> records = new ArrayList<>();
        for (int seq = 1; seq <= 100; seq++) {
            records.add(random(random, seq));
            sessions.apply(records.get(seq - 1));
        }
        byte[] once = sessions.encodeAll();
        records.subList(50, 100).forEach(sessions::apply);
        assertArrayEquals("seed " + seed, once, sessions.encodeAll());
    }

    private static LogRecord random(Random random, int seq) {
        if (random.nextInt(5) == 0) {
            return open(seq);
        }
        long request = 1 + random.nextInt(seq);
        long lowest = Math.max(1, request - random.nextInt(10));
        return write(seq, new WriteId(number(Math.max(1, seq - random.nextInt(12))), request, lowest));
    }

    private static VersionedValue previous(int bytes) {
        return new VersionedValue(new byte[bytes], 1);
    }

    private static LogRecord write(long seq, long session, long request, long lowestUnanswered, int previousBytes) {
        return write(
                seq,
                new WriteId(number(session), request, lowestUnanswered),
                LoggedWrite.Kind.PUT,
                previous(previousBytes));
    }

    @Test
    public void theSessionThatHasNotWrittenForLongestGoesFirstAlsoWhenBytesRunOut() {
        SessionTable bounded = new SessionTable(100, 3_000);
        for (int seq = 1; seq <= 3; seq++) {
            bounded.apply(open(seq));
        }
        for (int session = 1; session <= 3; session++) {
            bounded.apply(write(10 + session, session, 1, 1, 100));
        }
        bounded.apply(write(20, 1, 2, 1, 100));
        assertEquals(3, bounded.size());
        assertEquals(Set.of(number(2), number(3)), bounded.apply(write(21, 3, 2, 1, 2_400)));
        assertEquals(
                "of what is kept its previous value goes before the session does",
                new VersionedValue(null, 1),
                bounded.answerTo(new WriteId(number(2), 1, 1)).previous());
        assertEquals(
                100, bounded.answerTo(new WriteId(number(1), 1, 1)).previous().value().length);
        for (int request = 3; request < 180; request++) {
            bounded.apply(write(20 + request, 3, request, 1, 0));
        }
        bounded.apply(write(300, 1, 3, 3, 0));
        assertTrue(bounded.knows(new WriteId(number(1), 4, 3)));
        assertFalse("when there are no values left, sessions go", bounded.knows(new WriteId(number(2), 2, 1)));
    }

    @Test
    public void theLastToWriteIsNeverForgottenHoweverMuchItKeeps() {
        SessionTable bounded = new SessionTable(100, 3_000);
        bounded.apply(open(1));
        bounded.apply(open(2));
        assertEquals("no other one goes for it", Set.of(number(2)), bounded.apply(write(3, 2, 1, 1, 5_000)));
        assertEquals(2, bounded.size());
        assertEquals(
                5_000, bounded.answerTo(new WriteId(number(2), 1, 1)).previous().value().length);
        assertEquals("then its value goes", Set.of(number(1), number(2)), bounded.apply(write(4, 1, 1, 1, 100)));
        assertEquals(
                new VersionedValue(null, 1),
                bounded.answerTo(new WriteId(number(2), 1, 1)).previous());
    }

    @Test
    public void answersThatNoClientWaitsForTakeNoRoom() {
        SessionTable bounded = new SessionTable(100, 3_000);
        bounded.apply(open(1));
        bounded.apply(open(2));
        for (int request = 1; request <= 50; request++) {
            bounded.apply(write(2 + request, 2, request, request, 1_000));
        }
        assertEquals("the other session had room all the time", 2, bounded.size());
    }

    @Test
    public void ofPreviousValuesTheNewestAreKeptAndOfOlderOnesTheVersionsOnly() {
        int half = (int) Session.MAX_PREVIOUS_BYTES / 2;
        sessions.apply(open(1));
        for (int request = 1; request <= 3; request++) {
            sessions.apply(write(1 + request, 1, request, 1, half));
        }
        assertEquals(
                new VersionedValue(null, 1),
                sessions.answerTo(new WriteId(number(1), 1, 1)).previous());
        assertEquals(half, previousBytes(2));
        assertEquals(half, previousBytes(3));
        sessions.apply(write(9, 1, 4, 1, 3 * half));
        assertEquals("however large", 3 * half, previousBytes(4));
        assertEquals(
                new VersionedValue(null, 1),
                sessions.answerTo(new WriteId(number(1), 3, 1)).previous());
        SessionTable copy = sessions.copy();
        assertArrayEquals(sessions.encodeAll(), copy.encodeAll());
    }

    private int previousBytes(long request) {
        WriteAnswer answer = sessions.answerTo(new WriteId(number(1), request, 1));
        return answer.previous().value().length;
    }
}
