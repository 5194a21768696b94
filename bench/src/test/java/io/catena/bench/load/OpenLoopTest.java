package io.catena.bench.load;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** One thread does the operations that are due, on a clock that advances only when the thread waits or works. */
public class OpenLoopTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long START = Long.MAX_VALUE - 5 * MILLI;

    private final ManualClock clock = new ManualClock();

    private static final class ManualClock implements NanoClock {
        private long now = START;

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void awaitNanoTime(long nanos) {
            now += Math.max(0, nanos - now);
        }
    }

    /** Latencies in milliseconds; operation {@code slow} takes {@code slowMillis}, the others take one millisecond. */
    private List<Long> latencies(OperationSchedule operationSchedule, int slow, long slowMillis) {
        List<Long> latencies = new ArrayList<>();
        int number = 0;
        for (long due = operationSchedule.next(); due != OperationSchedule.OVER; due = operationSchedule.next()) {
            clock.now += MILLI * (number++ == slow ? slowMillis : 1);
            if (operationSchedule.counts(due, clock.now)) {
                latencies.add((clock.now - due) / MILLI);
            }
        }
        return latencies;
    }

    @Test
    public void operationsThatWaitedForAStallAreChargedWithIt() {
        OperationSchedule everyTenMillis = new OpenLoop(clock, 100, START, 0, 100 * MILLI);

        List<Long> latencies = latencies(everyTenMillis, 2, 45);

        assertEquals(List.of(1L, 1L, 45L, 36L, 27L, 18L, 9L, 1L, 1L, 1L), latencies);
    }

    @Test
    public void aClosedLoopLeavesOutWhatAStallHeldUp() {
        OperationSchedule closed = OperationSchedule.closed(clock, START, 0, 100 * MILLI);

        List<Long> latencies = latencies(closed, 2, 45);

        assertEquals(1, latencies.stream().filter(latency -> latency > 1).count());
    }

    @Test
    public void theWarmUpDoesNotCount() {
        OperationSchedule everyTenMillis = new OpenLoop(clock, 100, START, 50 * MILLI, 50 * MILLI);

        assertEquals(5, latencies(everyTenMillis, -1, 0).size());
        assertFalse(everyTenMillis.counts(START + 49 * MILLI, START + 51 * MILLI));
        assertTrue(everyTenMillis.counts(START + 50 * MILLI, START + 51 * MILLI));
    }

    @Test
    public void operationsWithoutAFreeThreadCountWithTheTimeThatTheyHaveWaited() {
        OperationSchedule everyTenMillis = new OpenLoop(clock, 100, START, 0, 100 * MILLI);
        long catchUpMillis = OpenLoop.CATCH_UP_NANOS / MILLI;

        List<Long> answered = latencies(everyTenMillis, 0, 100 + catchUpMillis);
        List<Long> waited = new ArrayList<>();
        everyTenMillis.missed(wait -> waited.add(wait / MILLI));

        assertEquals(List.of(100 + catchUpMillis), answered);
        assertEquals(9, waited.size());
        assertEquals(Long.valueOf(90 + catchUpMillis), waited.get(0));
        assertEquals(Long.valueOf(10 + catchUpMillis), waited.get(8));
    }

    @Test
    public void aLoadThatIsKeptUpWithMissesNothing() {
        OperationSchedule everyTenMillis = new OpenLoop(clock, 100, START, 0, 100 * MILLI);
        latencies(everyTenMillis, -1, 0);

        everyTenMillis.missed(wait -> {
            throw new AssertionError("missed after " + wait);
        });
    }
}
