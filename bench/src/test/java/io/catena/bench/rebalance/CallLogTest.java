package io.catena.bench.rebalance;

import static org.junit.Assert.assertEquals;

import io.catena.bench.load.Kind;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** Calls on two chains, in milliseconds of a clock that overflows meanwhile. */
public class CallLogTest {
    private static final double EXACT = 1e-9;
    private static final double ROUNDED = 0.01;
    private static final long START_NANOS = Long.MAX_VALUE - millis(50);

    private final CallLog log = new CallLog(2);

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void call(Kind kind, int chain, long dueMillis, long endMillis, boolean succeeded) {
        log.add(new CallLog.Call(
                kind, chain, START_NANOS + millis(dueMillis), START_NANOS + millis(endMillis), succeeded));
    }

    private CallLog.Figures puts(long fromMillis, long toMillis) {
        return log.figures(Kind.PUT, START_NANOS + millis(fromMillis), START_NANOS + millis(toMillis));
    }

    private double gap(Kind kind, long fromMillis, long toMillis) {
        return log.longestGapMillis(kind, START_NANOS + millis(fromMillis), START_NANOS + millis(toMillis));
    }

    @Test
    public void aCallBelongsToTheWindowInWhichItWasDueHoweverLateItEnded() {
        call(Kind.PUT, 1, 99, 500, true);
        call(Kind.PUT, 1, 100, 103, true);
        call(Kind.PUT, 2, 199, 900, true);
        call(Kind.PUT, 2, 200, 201, true);
        call(Kind.GET, 2, 150, 151, true);
        CallLog.Figures figures = puts(100, 200);
        assertEquals(2, figures.calls());
        assertEquals(0, figures.failed());
        assertEquals(3, figures.p50Millis(), ROUNDED);
        assertEquals(701, figures.p99Millis(), 1);
        assertEquals(701, figures.maxMillis(), 1);
    }

    @Test
    public void aCallThatFailedIsCountedAndIsInNoOtherFigure() {
        call(Kind.PUT, 1, 10, 12, true);
        call(Kind.PUT, 1, 20, 5_020, false);
        CallLog.Figures figures = puts(0, 100);
        assertEquals(2, figures.calls());
        assertEquals(1, figures.failed());
        assertEquals(2, figures.maxMillis(), ROUNDED);
        assertEquals("chain 2 has answered nothing", 100, gap(Kind.PUT, 0, 100), EXACT);
    }

    @Test
    public void theLongestGapIsThatOfOneChainWithinTheWindow() {
        for (int at = 0; at <= 200; at += 10) {
            call(Kind.PUT, 1, at, at + 1, true);
            if (at < 60 || at > 110) {
                call(Kind.PUT, 2, at, at + 1, true);
            }
            call(Kind.GET, 1, at, at + 1, at < 150);
            call(Kind.GET, 2, at, at + 1, true);
        }
        assertEquals("chain 2, from 51 to 121", 70, gap(Kind.PUT, 0, 200), EXACT);
        assertEquals("from 51 to the end", 49, gap(Kind.PUT, 0, 100), EXACT);
        assertEquals("from the begin to 121", 41, gap(Kind.PUT, 80, 200), EXACT);
        assertEquals("failures are no successes: from 141 to the end", 59, gap(Kind.GET, 0, 200), EXACT);
        assertEquals("a window without a call", 300, gap(Kind.PUT, 300, 600), EXACT);
    }
}
