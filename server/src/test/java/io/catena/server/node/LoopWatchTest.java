package io.catena.server.node;

import static org.junit.Assert.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class LoopWatchTest {
    private final LoopWatch watch = new LoopWatch(0);
    private long nowMillis;
    private long found;

    private void ticks(int count, long everyMillis) {
        for (int i = 0; i < count; i++) {
            nowMillis += everyMillis;
            found = watch.tick(TimeUnit.MILLISECONDS.toNanos(nowMillis));
        }
    }

    @Test
    public void whatComesToALoopThatRunsWaitsForHalfATickAtMost() {
        ticks(500, 20);
        assertEquals(10, found);
    }

    @Test
    public void whatComesToALoopThatSeldomRunsWaitsForHalfOfItsGaps() {
        ticks(6, 1_000);
        assertEquals(500, found);
    }

    @Test
    public void manyTicksThatCatchUpDoNotHideTheGapBeforeThem() {
        for (int second = 0; second < 6; second++) {
            ticks(1, 1_000);
            ticks(50, 0);
        }
        assertEquals(500, found);
    }

    @Test
    public void aLoopThatIsWellAgainIsSoAfterTheNextWindow() {
        ticks(6, 1_000);
        ticks(500, 20);
        assertEquals(10, found);
    }
}
