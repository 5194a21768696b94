package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.Test;

public class AnswersByRequestTest {
    private final AnswersByRequest answers = new AnswersByRequest();

    private static WriteAnswer answer(long version) {
        return new WriteAnswer(true, version, null);
    }

    private static Map<Long, WriteAnswer> all(AnswersByRequest answers) {
        Map<Long, WriteAnswer> all = new TreeMap<>();
        for (int i = 0; i < answers.size(); i++) {
            assertNull("each once", all.put(answers.request(i), answers.answer(i)));
            assertEquals("in order", answers.request(i), (long) ((TreeMap<Long, WriteAnswer>) all).lastKey());
        }
        return all;
    }

    @Test
    public void theyAreWhatASortedMapWouldHold() {
        Random random = new Random(1);
        TreeMap<Long, WriteAnswer> expected = new TreeMap<>();
        long lowest = 1;
        for (int i = 0; i < 20_000; i++) {
            long request = lowest + random.nextInt(random.nextBoolean() ? 300 : 3);
            answers.put(request, answer(i));
            expected.put(request, answer(i));
            assertEquals(expected.get(request), answers.get(request));
            assertEquals((long) expected.lastKey(), answers.last());
            if (random.nextInt(3) == 0) {
                lowest += random.nextInt(random.nextInt(100) == 0 ? 400 : 3);
                List<WriteAnswer> dropped = new ArrayList<>();
                answers.dropBelow(lowest, dropped::add);
                assertEquals(new ArrayList<>(expected.headMap(lowest).values()), dropped);
                expected.headMap(lowest).clear();
                assertEquals(expected.isEmpty(), answers.isEmpty());
            }
            assertEquals(expected.get(lowest + 1), answers.get(lowest + 1));
            assertEquals(expected, all(answers));
        }
    }

    @Test
    public void roomForManyIsGivenBackWhenTheyAreForgotten() {
        for (int request = 1; request <= 60_000; request++) {
            answers.put(request, answer(request));
        }
        for (int lowest = 1; lowest <= 60_000; lowest += 1_000) {
            answers.dropBelow(lowest, dropped -> {});
            int most = Math.max(AnswersByRequest.FEW, 4 * answers.size());
            assertTrue("room for " + answers.room() + " of " + answers.size(), answers.room() <= most);
        }
    }

    @Test
    public void roomForManyIsGivenBackWhenTheyAreForgottenAtOnce() {
        for (int request = 1; request <= 60_000; request++) {
            answers.put(request, answer(request));
        }
        answers.dropBelow(60_000, dropped -> {});
        assertEquals(AnswersByRequest.FEW, answers.room());
        assertEquals(60_000, answers.last());
    }

    @Test
    public void whoHasOneRequestAtATimeNeedsNoMoreRoom() {
        int before = answers.room();
        for (int request = 1; request <= 1_000; request++) {
            answers.dropBelow(request, dropped -> {});
            answers.put(request, answer(request));
        }
        assertEquals(before, answers.room());
    }
}
