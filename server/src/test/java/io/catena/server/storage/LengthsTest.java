package io.catena.server.storage;

import static org.junit.Assert.assertEquals;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.Test;

public class LengthsTest {
    @Test
    public void isAQueueAtBothEndsHoweverLongItGrows() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Lengths lengths = new Lengths();
        ArrayDeque<Integer> model = new ArrayDeque<>();
        for (int i = 0; i < 100_000; i++) {
            int what = random.nextInt(10);
            if (what < 6) {
                lengths.addLast(i);
                model.addLast(i);
            } else if (what < 9 && !model.isEmpty()) {
                assertEquals("seed " + seed, (int) model.removeFirst(), lengths.removeFirst());
            } else if (!model.isEmpty()) {
                model.removeLast();
                lengths.removeLast();
            }
            assertEquals("seed " + seed, model.size(), lengths.size());
        }
    }
}
