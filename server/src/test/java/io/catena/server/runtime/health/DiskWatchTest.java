package io.catena.server.runtime.health;

import static org.junit.Assert.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class DiskWatchTest {
    private long nowMillis;
    private final DiskWatch watch = new DiskWatch(0, new NodeDiskWatch(0));

    private long now() {
        return TimeUnit.MILLISECONDS.toNanos(nowMillis);
    }

    /** Time passes, with ticks all the while. */
    private void pass(long millis) {
        for (long end = nowMillis + millis; nowMillis < end; ) {
            nowMillis = Math.min(end, nowMillis + 20);
            watch.tick(now(), false);
        }
    }

    private void cycles(int count, long eachMillis) {
        for (int i = 0; i < count; i++) {
            watch.begins(now());
            pass(eachMillis);
            watch.ends(now());
        }
    }

    /** The lower average of two windows is that of the window which begins now. */
    private void slowWindow() {
        cycles(3, 2_000);
        watch.averageMillis(now());
    }

    @Test
    public void aDiskThatHangsIsSeenWhileItHangs_row19() {
        watch.begins(now());
        pass(1_999);
        assertEquals(0, watch.hungMillis(now()));
        pass(2_700);
        assertEquals(4_000, watch.hungMillis(now()));
        watch.ends(now());
        assertEquals(0, watch.hungMillis(now()));
    }

    @Test
    public void aCycleWithoutSyncIsSeenWhileItHangsAndIsNotInTheAverage_row19() {
        slowWindow();
        for (int i = 0; i < 100; i++) {
            watch.begins(now());
            watch.endsWithoutSync();
            cycles(1, 300);
        }
        assertEquals(300, watch.averageMillis(now()));
        watch.begins(now());
        pass(4_000);
        assertEquals(4_000, watch.hungMillis(now()));
    }

    @Test
    public void aDiskIsSlowThoughItsCyclesAreTooLongForThreeInAWindow_row19() {
        for (int cycle = 0; cycle < 20; cycle++) {
            watch.begins(now());
            for (int tick = 0; tick < 95; tick++) {
                pass(20);
                long seen = watch.averageMillis(now());
                assertEquals("in cycle " + cycle, cycle < 8 ? seen : 1_900, seen);
            }
            watch.ends(now());
        }
    }

    @Test
    public void aDiskThatHangsIsSeenInTimeHoweverSeldomTicksAre_row19() {
        watch.begins(now());
        for (int i = 0; i < 10; i++) {
            nowMillis += 400;
            watch.tick(now(), false);
        }
        assertEquals(4_000, watch.hungMillis(now()));
    }

    @Test
    public void ofTicksThatAlwaysComeLateMostCounts_row19() {
        watch.begins(now());
        for (int i = 0; i < 9; i++) {
            nowMillis += 600;
            watch.tick(now(), false);
        }
        assertEquals(4_000, watch.hungMillis(now()));
    }

    @Test
    public void theTimeInWhichTheProcessDidNotRunIsNotTheDisks_row19() {
        slowWindow();
        watch.begins(now());
        nowMillis += 30_000;
        watch.tick(now(), false);
        assertEquals(0, watch.hungMillis(now()));
        watch.ends(now());
        cycles(2, 10);
        assertEquals("of the first one a tenth of a second counts", 40, watch.averageMillis(now()));
    }

    @Test
    public void anEndThatIsHeardOfAfterALateTickTakesNoTimeFromOthers_row19() {
        slowWindow();
        watch.begins(now());
        nowMillis += 30_000;
        watch.tick(now(), false);
        watch.ends(now() - TimeUnit.MILLISECONDS.toNanos(700));
        cycles(2, 10);
        assertEquals("of the first one a tenth of a second counts", 40, watch.averageMillis(now()));
    }

    @Test
    public void aCycleThatBeganJustBeforeTheProcessStoodStillTookNoTimeButNotLessThanNone_row19() {
        slowWindow();
        nowMillis += 440;
        watch.begins(now());
        nowMillis += 30_000;
        watch.tick(now(), false);
        watch.ends(now());
        cycles(2, 30);
        assertEquals(20, watch.averageMillis(now()));
    }

    @Test
    public void aSlowDiskIsTheAverageOfAWindow_row19() {
        slowWindow();
        cycles(17, 300);
        assertEquals(300, watch.averageMillis(now()));
    }

    @Test
    public void aFewCyclesSayNothing() {
        slowWindow();
        cycles(2, 300);
        pass(5_000);
        assertEquals(0, watch.averageMillis(now()));
    }

    @Test
    public void whatWasSlowIsForgottenAfterTheNextWindow() {
        slowWindow();
        cycles(17, 300);
        watch.averageMillis(now());
        pass(5_000);
        assertEquals(0, watch.averageMillis(now()));
    }
}
