package io.catena.server.node;

import static org.junit.Assert.assertEquals;

import io.catena.server.controller.Health;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class DiskWatchTest {
    private long nowMillis;
    private final DiskWatch watch = new DiskWatch(0);

    private long now() {
        return TimeUnit.MILLISECONDS.toNanos(nowMillis);
    }

    private void cycles(int count, long eachMillis) {
        for (int i = 0; i < count; i++) {
            watch.begins(now());
            nowMillis += eachMillis;
            watch.ends(now());
        }
    }

    private Health health() {
        return watch.health(now());
    }

    @Test
    public void aDiskThatHangsIsSeenWhileItHangs_row19() {
        watch.begins(now());
        nowMillis += 1_999;
        assertEquals(Health.WELL, health());
        nowMillis += 2_700;
        assertEquals(new Health(0, 4_000), health());
        watch.ends(now());
        assertEquals(0, health().hungMillis());
    }

    @Test
    public void aSlowDiskIsTheAverageOfAWindowInPowersOfTwo_row19() {
        cycles(17, 300);
        assertEquals(new Health(256, 0), health());
    }

    @Test
    public void aFastDiskIsNoNews() {
        cycles(600, 10);
        assertEquals(Health.WELL, health());
    }

    @Test
    public void aFewCyclesSayNothing() {
        cycles(2, 300);
        nowMillis += 5_000;
        assertEquals(Health.WELL, health());
    }

    @Test
    public void whatWasSlowIsForgottenAfterTheNextWindow() {
        cycles(17, 300);
        health();
        nowMillis += 5_000;
        assertEquals(Health.WELL, health());
    }
}
