package io.catena.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;

import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class CommonRefusalTest {
    private static final long START = Long.MAX_VALUE - 1000;
    private static final long RENEWAL = TimeUnit.SECONDS.toNanos(CommonRefusal.RENEWAL_SECONDS);
    private static final long HOLDS = TimeUnit.MILLISECONDS.toNanos(CommonRefusal.HOLDS_MILLIS);

    private static final long AGAIN = TimeUnit.MILLISECONDS.toNanos(CommonRefusal.AGAIN_MILLIS);

    private final CommonRefusal common = new CommonRefusal();
    private final Problem why = new Problem(null, "why", null);

    @Test
    public void atFirstCallsAreTried() {
        assertNull(common.verdict(START));
    }

    @Test
    public void aClientThatHadNoAnswerFailsWhenASearchASecondLaterFindsTheSame() {
        common.refused(why, START);
        assertNull(common.verdict(START));
        common.refused(why, START + AGAIN - 1);
        assertNull(common.verdict(START + AGAIN - 1));
        assertNull(common.verdict(START + AGAIN));
        common.refused(why, START + AGAIN);
        assertEquals(why, common.verdict(START + AGAIN));
    }

    @Test
    public void aVerdictHoldsForASecond() {
        common.refused(why, START);
        common.refused(why, START + AGAIN);
        assertEquals(why, common.verdict(START + AGAIN + HOLDS - 1));
        assertNull(common.verdict(START + AGAIN + HOLDS));
    }

    /** Another node may be behind the address. */
    @Test
    public void anotherRefusalBeginsTheTimeAnew() {
        Problem other = new Problem(null, "other", null);
        common.refused(why, START);
        common.refused(other, START + AGAIN);
        assertNull(common.verdict(START + AGAIN));
        common.refused(other, START + 2 * AGAIN);
        assertEquals(other, common.verdict(START + 2 * AGAIN));
    }

    @Test
    public void soDoesARefusalOfAnEarlierRenewal() {
        common.answered();
        common.refused(why, START);
        long later = START + RENEWAL + 1;
        common.refused(why, later);
        assertNull(common.verdict(later));
        common.refused(why, later + RENEWAL);
        assertEquals(why, common.verdict(later + RENEWAL));
    }

    @Test
    public void soItDoesForAClientThatHadNoAnswer() {
        common.refused(why, START);
        common.refused(why, START + RENEWAL + 1);
        assertNull(common.verdict(START + RENEWAL + 1));
    }

    @Test
    public void aClientThatHadAnAnswerFailsWhenItsServersHaveRefusedForLong() {
        common.answered();
        common.refused(why, START);
        assertNull(common.verdict(START));
        common.refused(why, START + RENEWAL - 1);
        assertNull(common.verdict(START + RENEWAL - 1));
        common.refused(why, START + RENEWAL);
        assertEquals(why, common.verdict(START + RENEWAL));
    }

    @Test
    public void anAnswerBeginsTheTimeAnew() {
        common.answered();
        common.refused(why, START);
        common.answered();
        common.refused(why, START + RENEWAL);
        assertNull(common.verdict(START + RENEWAL));
        common.refused(why, START + 2 * RENEWAL);
        assertEquals(why, common.verdict(START + 2 * RENEWAL));
    }

    @Test
    public void soDoesAServerThatMayAnswer() {
        common.answered();
        common.refused(why, START);
        common.mayAnswer();
        common.refused(why, START + RENEWAL);
        assertNull(common.verdict(START + RENEWAL));
    }

    @Test
    public void aServerThatMayAnswerEndsTheVerdict() {
        common.refused(why, START);
        common.refused(why, START + AGAIN);
        common.mayAnswer();
        assertNull(common.verdict(START + AGAIN));
        common.refused(why, START + AGAIN);
        common.refused(why, START + 2 * AGAIN);
        common.answered();
        assertNull(common.verdict(START + 2 * AGAIN));
    }
}
