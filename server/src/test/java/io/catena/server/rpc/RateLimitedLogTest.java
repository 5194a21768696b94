package io.catena.server.rpc;

import static org.junit.Assert.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Test;

public class RateLimitedLogTest {
    private final AtomicLong nanos = new AtomicLong(-5);
    private final List<String> lines = new ArrayList<>();
    private final RateLimitedLog log = new RateLimitedLog(lines::add, nanos::get);

    @Test
    public void aFloodBecomesABurstAndThenOneLineASecondThatTellsHowManyWereLeftOut() {
        for (int i = 0; i < 1000; i++) {
            log.log("bad");
        }
        assertEquals(RateLimitedLog.BURST, lines.size());
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
        log.log("bad");
        assertEquals(RateLimitedLog.BURST, lines.size());
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        log.log("bad");
        log.log("bad");
        assertEquals("bad (991 such lines left out before)", lines.get(RateLimitedLog.BURST));
        assertEquals(RateLimitedLog.BURST + 1, lines.size());
    }

    @Test
    public void afterALongSilenceOnlyOneBurstIsAllowed() {
        nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
        for (int i = 0; i < 1000; i++) {
            log.log("bad");
        }
        assertEquals(RateLimitedLog.BURST, lines.size());
    }
}
