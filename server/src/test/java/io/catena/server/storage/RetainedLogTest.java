package io.catena.server.storage;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

public class RetainedLogTest {
    private static final int RECORD_BYTES = 1 << 20;

    @Test
    public void whatASuccessorNeedsStaysHoweverMuchThatIs() {
        RetainedLog log = new RetainedLog(1, 0);
        long many = 10 * RetainedLog.NEEDED_BYTES / RECORD_BYTES;
        for (int seq = 1; seq <= many; seq++) {
            log.append(RECORD_BYTES);
            log.applied(RECORD_BYTES);
            log.trim(many / 2, seq, false);
        }
        assertEquals(many / 2, log.first());
        assertEquals(many, log.end());
    }

    @Test
    public void whatASuccessorNeedsDoesNotFillTheDiskWhereSpaceIsScarce() {
        RetainedLog log = new RetainedLog(1, 0);
        long most = RetainedLog.NEEDED_BYTES / RECORD_BYTES;
        for (int seq = 1; seq <= 3 * most; seq++) {
            log.append(RECORD_BYTES);
            log.applied(RECORD_BYTES);
            log.trim(1, seq, true);
            assertTrue(log.end() - log.first() + 1 <= most);
        }
        assertEquals(2 * most + 1, log.first());
        log.trim(Long.MAX_VALUE, 3 * most, false);
        assertEquals("nobody needs it", log.end() + 1, log.first());
    }

    @Test
    public void whatIsNotAppliedStays() {
        RetainedLog log = new RetainedLog(1, 0);
        log.append(RECORD_BYTES);
        log.append(RECORD_BYTES);
        log.applied(RECORD_BYTES);
        log.trim(Long.MAX_VALUE, 1, true);
        assertEquals(2, log.first());
    }
}
