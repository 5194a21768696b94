package io.catena.server.requests;

import static org.junit.Assert.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** How fast sessions are opened. */
public class OpeningRateTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final OpeningRate rate = new OpeningRate(100, 50);

    private int opened(long origin, int asked, long nowNanos) {
        int opened = 0;
        for (int i = 0; i < asked; i++) {
            if (rate.waitNanos(origin, nowNanos) == 0) {
                rate.count(origin, nowNanos);
                opened++;
            }
        }
        return opened;
    }

    @Test
    public void manyAtOnceThenSoManyASecond() {
        assertEquals(100, opened(1, 1_000, 0));
        assertEquals(50, opened(1, 1_000, SECOND));
        assertEquals("no more than at first, however long nothing was asked", 100, opened(1, 1_000, 100 * SECOND));
    }

    @Test
    public void anOriginThatWaitsAsLongAsItIsToldMayOpenOne() {
        opened(1, 100, -SECOND);
        long wait = rate.waitNanos(1, -SECOND);
        assertEquals(SECOND / 50, wait);
        assertEquals(0, rate.waitNanos(1, -SECOND + wait));
    }

    @Test
    public void noOriginWaitsForOthers() {
        opened(1, 1_000, 0);
        assertEquals(100, opened(2, 1_000, 0));
    }
}
