package io.catena.server.replica;

import static org.junit.Assert.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class RejoinBackoffTest {
    private static final long SHORT = TimeUnit.SECONDS.toNanos(2);
    private static final long LONG = TimeUnit.SECONDS.toNanos(60);

    private final RejoinBackoff comeback = new RejoinBackoff();

    private long last(int lives, long livedNanos, boolean slow) {
        long pause = 0;
        for (int i = 0; i < lives; i++) {
            pause = comeback.pauseMillis(livedNanos, slow);
        }
        return pause;
    }

    @Test
    public void shortLivesMakeThePauseLongerUpToSeconds() {
        assertEquals(200, comeback.pauseMillis(SHORT, false));
        assertEquals(400, comeback.pauseMillis(SHORT, false));
        assertEquals(5_000, last(10, SHORT, false));
        assertEquals(100, comeback.pauseMillis(LONG, false));
    }

    @Test
    public void aSlowDiskMakesThePauseLongerEachTimeUpToMinutesHoweverLongTheLives_row19() {
        assertEquals(10_000, comeback.pauseMillis(LONG, true));
        assertEquals(20_000, comeback.pauseMillis(LONG, true));
        assertEquals(300_000, last(10, LONG, true));
        assertEquals("removed for another reason", 100, comeback.pauseMillis(LONG, false));
        assertEquals(300_000, comeback.pauseMillis(LONG, true));
    }

    @Test
    public void aVeryLongLifeMakesUpForASlowDisk() {
        last(10, LONG, true);
        assertEquals(10_000, comeback.pauseMillis(TimeUnit.MINUTES.toNanos(11), true));
    }
}
