package io.catena.server.chain;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** How much of 1,000 each may hold. The first three are connections of one source, for which there are 750 then. */
public class SharesTest {
    private static final Origin FIRST = new Origin("a", 1);
    private static final Origin SECOND = new Origin("a", 2);
    private static final Origin THIRD = new Origin("a", 3);
    private static final Origin OTHER = new Origin("b", 4);
    private static final Origin ANOTHER = new Origin("c", 5);

    private final Shares shares = new Shares(1_000);

    @Test
    public void oneHalfIsForTheConnectionThatComesFirst() {
        shares.add(FIRST, 300);
        assertTrue(shares.admits(FIRST, 75));
        assertFalse(shares.admits(FIRST, 76));
    }

    @Test
    public void ofTheOtherHalfNoConnectionGetsMoreThanAnEqualShare() {
        shares.add(FIRST, 375);
        shares.add(SECOND, 100);
        assertTrue("a third of 375, since another may come", shares.admits(SECOND, 25));
        assertFalse(shares.admits(SECOND, 26));
    }

    @Test
    public void aConnectionThatHoldsNothingIsTakenAsLongAsItsSourceHasRoom() {
        shares.add(FIRST, 375);
        shares.add(SECOND, 125);
        assertTrue(shares.admits(THIRD, 250));
        assertFalse(shares.admits(THIRD, 251));
    }

    @Test
    public void aSourceWithManyConnectionsHoldsNoMoreThanThreeQuarters() {
        long held = 0;
        for (int connection = 10; shares.admits(new Origin("a", connection), 10); connection++) {
            shares.add(new Origin("a", connection), 10);
            held += 10;
        }
        assertTrue("held: " + held, held == 750);
        assertTrue("all that is free, for one that holds nothing", shares.admits(OTHER, 250));
        assertFalse(shares.admits(OTHER, 251));
    }

    @Test
    public void aSourceHoldsNoMoreThanThreeQuartersOfWhatOthersLeave() {
        shares.add(OTHER, 200);
        shares.add(FIRST, 250);
        assertTrue(shares.admits(SECOND, 350));
        assertFalse(shares.admits(SECOND, 351));
        shares.add(SECOND, 350);
        assertFalse("three quarters of 400 are for this one, of which it holds 200", shares.admits(OTHER, 101));
        assertTrue(shares.admits(ANOTHER, 200));
    }

    @Test
    public void aSourceThatHoldsLittleIsNotToBlameThatOthersLeaveNoRoom() {
        shares.add(OTHER, 600);
        shares.add(ANOTHER, 300);
        shares.add(FIRST, 75);
        assertFalse(shares.admits(FIRST, 1));
        assertFalse("it holds less than the average of 325", shares.isShortForItsSource(FIRST, 1));
        assertFalse(shares.isShortForItsSource(ANOTHER, 1));
        assertTrue(shares.isShortForItsSource(OTHER, 1));
        assertFalse("it holds nothing", shares.isShortForItsSource(new Origin("d", 6), 26));
    }

    @Test
    public void whatIsHeldByASourceAloneIsTheReasonIfItIsMuch() {
        shares.add(FIRST, 375);
        assertFalse(shares.isShortForItsSource(SECOND, 1));
        assertTrue("its connection has its share", shares.isShortForItsSource(FIRST, 1));
        shares.add(SECOND, 375);
        assertTrue(shares.isShortForItsSource(THIRD, 1));
    }

    @Test
    public void ifNothingIsHeldAnyAmountFits() {
        assertTrue(shares.admits(FIRST, 5_000));
        shares.add(FIRST, 5_000);
        assertFalse(shares.admits(SECOND, 1));
        assertFalse(shares.admits(OTHER, 1));
        shares.subtract(FIRST, 5_000);
        assertTrue(shares.admits(SECOND, 5_000));
    }

    @Test
    public void noConnectionGivesBackMoreThanItHolds() {
        shares.add(FIRST, 5);
        assertThrows(Invariant.Broken.class, () -> shares.subtract(OTHER, 5));
        assertThrows(Invariant.Broken.class, () -> shares.subtract(FIRST, 6));
    }
}
