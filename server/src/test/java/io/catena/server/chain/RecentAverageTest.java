package io.catena.server.chain;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

/** For how long slowness is shown: a member that is shown to be slow for 10 s is replaced (H7 to H9). */
public class RecentAverageTest {
    private static final long SLOW_MILLIS = 250;
    private static final int ENOUGH = 3;

    private final RecentAverage average = new RecentAverage(ENOUGH, 0);
    private long nowMillis;
    private long shownMillis;

    private static long nanos(long millis) {
        return millis * 1_000_000;
    }

    /** One measurement a second. */
    private void measure(long... eachMillis) {
        for (long each : eachMillis) {
            for (int i = 0; i < 100; i++) {
                nowMillis += 10;
                shownMillis += average.millis(nanos(nowMillis), false) >= SLOW_MILLIS ? 10 : 0;
            }
            average.add(nanos(each));
        }
    }

    @Test
    public void slowMomentsOnBothSidesOfAnEndOfAWindowAreShownForOneWindowAlone() {
        measure(2, 2, 2, 1_500, 2, 1_500, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2);
        assertEquals(5_000, shownMillis);
    }

    @Test
    public void whatStaysSlowIsShownFromTheSecondWindowOn() {
        measure(500, 500, 500, 500, 500, 500, 500, 500, 500);
        assertEquals(0, shownMillis);
        measure(500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500);
        assertEquals(10_000, shownMillis, 10);
    }
}
