package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class RoundTimeTest {
    private static final long WINDOW_MILLIS = 5_000;

    private final RoundTime time = afterASlowWindow();

    private static long nanos(long millis) {
        return millis * 1_000_000;
    }

    /** The lower average of two windows is that of the window which begins now. */
    private static RoundTime afterASlowWindow() {
        RoundTime time = new RoundTime(1, nanos(-WINDOW_MILLIS));
        time.goes(1, nanos(-WINDOW_MILLIS));
        time.isBack(1, 0, nanos(-1));
        time.epochBegins();
        time.millis(0);
        return time;
    }

    private long average() {
        return time.millis(nanos(WINDOW_MILLIS));
    }

    @Test
    public void roundsMayOverlapAndWhatIsSaidNotToCountDoesNot() {
        time.goes(1, nanos(0));
        time.goes(2, nanos(100));
        time.isBack(1, nanos(50), nanos(150));
        time.isBack(2, nanos(100), nanos(300));
        assertEquals(100, average());
    }

    @Test
    public void aRoundThatALaterOneBringsBackIsNotMeasured() {
        time.goes(1, nanos(0));
        time.goes(2, nanos(1_000));
        time.isBack(2, 0, nanos(1_030));
        assertEquals(30, average());
    }

    @Test
    public void withoutAWordOfWhatDoesNotCountNothingDoes() {
        time.goes(1, nanos(0));
        time.isBack(1, -1, nanos(500));
        time.goes(2, nanos(1_000));
        time.isBack(2, 0, nanos(1_020));
        assertEquals(20, average());
    }

    @Test
    public void whereAllAreKnownToBeBackOnlyNowAllAreMeasured() {
        time.goes(1, nanos(0));
        time.goes(2, nanos(100));
        time.goes(3, nanos(150));
        time.areBack(2, nanos(50), nanos(200));
        assertEquals("150 and 50", 100, average());
    }

    @Test
    public void whatIsRepeatedOnANewLinkHasBeenOnItsWayForLongerAndIsNotMeasured() {
        time.goes(1, nanos(0));
        time.forget();
        time.goes(1, nanos(400));
        time.isBack(1, 0, nanos(400));
        assertTrue(time.awayNanos(1) < 0);
        time.goes(2, nanos(500));
        time.isBack(2, 0, nanos(600));
        assertEquals(100, average());
        time.epochBegins();
        time.goes(1, nanos(WINDOW_MILLIS));
        time.isBack(1, 0, nanos(WINDOW_MILLIS + 30));
        assertEquals(nanos(30), time.awayNanos(1));
    }

    @Test
    public void whatIsSaidToTakeLongerThanTheWholeCountsAsNothing() {
        time.goes(1, nanos(0));
        time.isBack(1, nanos(60), nanos(40));
        assertEquals(0, average());
    }

    @Test
    public void howLongTheLastOneWasAwayIsKnownUntilTheEpochEnds() {
        assertTrue(time.awayNanos(0) < 0);
        time.goes(1, nanos(0));
        time.goes(2, nanos(10));
        time.isBack(1, 0, nanos(40));
        assertEquals(nanos(40), time.awayNanos(1));
        assertTrue(time.awayNanos(2) < 0);
        time.epochBegins();
        assertTrue(time.awayNanos(1) < 0);
        time.isBack(2, 0, nanos(90));
        assertTrue("it was forgotten", time.awayNanos(2) < 0);
    }

    /** The window waits for what is under way, and until then the last one counts: far longer than it takes to be replaced. */
    @Test
    public void aSingleSlowRoundSaysNothingHoweverLongTheNextIsAway() {
        RoundTime few = new RoundTime(RoundTime.ENOUGH_ROUNDS, 0);
        few.goes(1, 0);
        few.isBack(1, 0, TimeUnit.SECONDS.toNanos(2));
        few.goes(2, TimeUnit.SECONDS.toNanos(2));
        for (int second = 3; second < 40; second++) {
            assertEquals(0, few.millis(TimeUnit.SECONDS.toNanos(second)));
        }
    }
}
