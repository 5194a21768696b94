package io.catena.server.chain;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

public class SharesTest {
    private static final Origin FIRST = new Origin("a", 1);
    private static final Origin SECOND = new Origin("a", 2);
    private static final Origin THIRD = new Origin("a", 3);

    private final Shares shares = new Shares(1_000);

    @Test
    public void oneHalfIsForWhoeverComesFirst() {
        shares.add(FIRST, 400);
        assertTrue(shares.admits(FIRST, 100));
        assertFalse(shares.admits(FIRST, 101));
    }

    @Test
    public void ofTheOtherHalfNobodyGetsMoreThanAnEqualShare() {
        shares.add(FIRST, 500);
        shares.add(SECOND, 100);
        assertTrue("a third of 500, since another may come", shares.admits(SECOND, 66));
        assertFalse(shares.admits(SECOND, 67));
    }

    @Test
    public void whoHoldsNothingIsTakenAsLongAsThereIsRoom() {
        shares.add(FIRST, 500);
        shares.add(SECOND, 200);
        assertTrue(shares.admits(THIRD, 300));
        assertFalse(shares.admits(THIRD, 301));
    }

    @Test
    public void ifNobodyHoldsAnythingAnyAmountFits() {
        assertTrue(shares.admits(FIRST, 5_000));
        shares.add(FIRST, 5_000);
        assertFalse(shares.admits(SECOND, 1));
        shares.subtract(FIRST, 5_000);
        assertTrue(shares.admits(SECOND, 5_000));
    }
}
