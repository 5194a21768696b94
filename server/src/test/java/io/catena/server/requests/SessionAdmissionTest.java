package io.catena.server.requests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.SessionTable;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class SessionAdmissionTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final SessionAdmission openings = new SessionAdmission();

    private int opened(long origin, int asked, long nowNanos) {
        int opened = 0;
        for (int i = 0; i < asked; i++) {
            if (openings.ask(origin, nowNanos).isGranted()) {
                opened++;
            }
        }
        return opened;
    }

    @Test
    public void oneOriginMayOpenAThousandAtOnceAndAHundredASecond() {
        assertEquals(1_000, opened(1, 5_000, 0));
        assertEquals(100, opened(1, 5_000, SECOND));
        assertTrue(openings.ask(1, SECOND).ofOrigin());
    }

    @Test
    public void howeverManyOriginsThereAreTheyDoNotTurnOverAllSessionsWithinSeconds() {
        int opened = 0;
        for (int second = 0; second < 20; second++) {
            for (int origin = 1; origin <= 40; origin++) {
                opened += opened(origin + second * 40L, 1_200, second * SECOND);
            }
        }
        assertTrue(opened + " opened", opened < SessionTable.MAX_SESSIONS * 9 / 10);
        assertTrue("clients that come are not kept out", opened > 5_000);
    }

    @Test
    public void twelveOriginsThatOpenAsManyAsTheyMayKeepNoOtherOut() {
        for (int second = 0; second < 60; second++) {
            for (int origin = 1; origin <= 12; origin++) {
                opened(origin, 1_200, second * SECOND);
            }
            assertEquals("second " + second, 10, opened(1_000 + second, 10, second * SECOND));
        }
    }

    @Test
    public void aRefusalSaysWhetherTheOriginHasOpenedTooManyAndAfterTheWaitOneIsGranted() {
        for (int origin = 1; origin <= 12; origin++) {
            opened(origin, 1_200, 0);
        }
        SessionAdmission.Verdict refused = openings.ask(12, 0);
        assertFalse(refused.isGranted());
        assertFalse(refused.ofOrigin());
        assertTrue(openings.ask(12, TimeUnit.MILLISECONDS.toNanos(refused.waitMillis()))
                .isGranted());
    }

    @Test
    public void manyMachinesThatStartTogetherOpenTheirFirstOnesAtOnce() {
        for (int origin = 1; origin <= 1_000; origin++) {
            assertEquals(3, opened(origin, 3, 0));
        }
    }
}
