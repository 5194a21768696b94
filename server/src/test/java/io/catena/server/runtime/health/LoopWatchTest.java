package io.catena.server.runtime.health;

import static org.junit.Assert.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class LoopWatchTest {
    private final LoopWatch watch = new LoopWatch(0);
    private long nowMillis;
    private long found;

    /** Ticks that come this time after they were due. */
    private void ticks(int count, long everyMillis, long lateMillis) {
        for (int i = 0; i < count; i++) {
            nowMillis += everyMillis;
            found = watch.tick(
                    TimeUnit.MILLISECONDS.toNanos(nowMillis), TimeUnit.MILLISECONDS.toNanos(nowMillis - lateMillis));
        }
    }

    @Test
    public void whatComesToALoopThatRunsDoesNotWaitHoweverSeldomTicksAre() {
        ticks(300, 20, 0);
        ticks(20, 400, 0);
        assertEquals(0, found);
    }

    @Test
    public void whatComesToALoopThatSeldomRunsWaitsForHalfOfItsGaps() {
        ticks(12, 1_000, 1_000);
        assertEquals(500, found);
    }

    @Test
    public void whatWasMeasuredBeforeTheNodeBecameAMemberIsForgotten() {
        ticks(12, 1_000, 1_000);
        watch.forget(TimeUnit.MILLISECONDS.toNanos(nowMillis));
        ticks(1, 20, 0);
        assertEquals(0, found);
        ticks(300, 20, 0);
        assertEquals(0, found);
    }

    @Test
    public void manyTicksThatAreInTimeDoNotHideTheOneThatWasNot() {
        for (int second = 0; second < 12; second++) {
            ticks(1, 1_000, 1_000);
            ticks(50, 0, 0);
        }
        assertEquals(500, found);
    }

    @Test
    public void twoGapsInTwoWindowsAreShownForOneAlone() {
        ticks(150, 20, 0);
        ticks(2, 2_100, 2_100);
        long shownMillis = 0;
        for (int i = 0; i < 1_000; i++) {
            ticks(1, 20, 0);
            shownMillis += found >= 250 ? 20 : 0;
        }
        assertEquals(5_000, shownMillis, 100);
    }

    @Test
    public void aLoopThatIsWellAgainIsSoAfterTheNextWindow() {
        ticks(12, 1_000, 1_000);
        ticks(500, 20, 0);
        assertEquals(0, found);
    }
}
