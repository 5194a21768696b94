package io.catena.server.rpc;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.rpc.Budget.Account;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

public class BudgetTest {
    private final Budget budget = new Budget(6_400);
    private final List<String> shed = new ArrayList<>();

    private Account open(String name) {
        return budget.open(why -> shed.add(name + ": " + why));
    }

    @Test
    public void noConnectionIsShedWhileAllOfItFits() {
        open("a").charge(3_400);
        open("b").charge(3_000);
        assertEquals(List.of(), shed);
    }

    @Test
    public void theConnectionThatHoldsMostIsShedWhenItDoesNotFit() {
        Account large = open("large");
        large.charge(4_000);
        open("small").charge(1_000);
        open("last").charge(1_401);
        assertEquals(
                List.of("large: it holds 4000 of 6401 bytes in use, about the most of all connections; at most 6400"
                        + " may be in use"),
                shed);
    }

    @Test
    public void ofThoseThatHoldAboutAsMuchTheOldestIsShed() {
        Account first = open("first");
        first.charge(1_500);
        open("second").charge(2_500);
        first.charge(500);
        open("third").charge(2_600);
        assertTrue(shed.toString(), shed.size() == 1 && shed.get(0).startsWith("first"));
    }

    @Test
    public void aConnectionThatHoldsClearlyLessThanTheMostStaysHoweverOldItIs() {
        open("old").charge(2_000);
        open("large").charge(3_000);
        open("last").charge(1_401);
        assertTrue(shed.toString(), shed.size() == 1 && shed.get(0).startsWith("large"));
    }

    @Test
    public void memoryOnItsWayBackShedsNoOtherConnection() {
        Account large = open("large");
        large.charge(6_000);
        open("small").charge(1_000);
        open("smaller").charge(500);
        assertEquals("one is gone, and that is enough", 1, shed.size());
        large.release(6_000);
        assertEquals(1_500, budget.usedBytes());
        open("new").charge(5_000);
        assertEquals(2, shed.size());
    }

    @Test
    public void aConnectionThatIsShedAlreadyIsNotShedAgainForOthers() {
        open("large").charge(6_500);
        open("second").charge(3_400);
        assertEquals(1, shed.size());
        open("third").charge(3_100);
        assertTrue(shed.toString(), shed.size() == 2 && shed.get(1).startsWith("second"));
    }

    @Test
    public void aConnectionThatHoldsMoreThanIsLeftHasItsShare() {
        Account greedy = open("greedy");
        greedy.charge(3_200);
        assertFalse("a half for one", greedy.hasItsShare(false));
        greedy.charge(1);
        assertTrue(greedy.hasItsShare(false));
        Account modest = open("modest");
        modest.charge(10);
        assertFalse(modest.hasItsShare(false));
        greedy.release(200);
        assertFalse(greedy.hasItsShare(false));
        assertTrue("a little less is not enough", greedy.hasItsShare(true));
        greedy.release(600);
        assertFalse(greedy.hasItsShare(true));
    }

    @Test
    public void whenNothingIsLeftOnlyConnectionsThatHoldNothingHaveNoShare() {
        Account greedy = open("greedy");
        greedy.charge(6_400);
        assertFalse(open("idle").hasItsShare(false));
        greedy.charge(100);
        assertFalse("also while more is in use than there is", open("idle").hasItsShare(false));
    }

    @Test
    public void theLastPartIsForConnectionsThatHoldLittle() {
        Account greedy = open("greedy");
        assertTrue(greedy.admits(5_600));
        assertFalse(greedy.admits(5_601));
        greedy.charge(5_600);
        assertFalse(greedy.admits(1));
        Account modest = open("modest");
        assertTrue(modest.admits(100));
        assertFalse("that is not little", modest.admits(101));
        modest.charge(100);
        assertFalse(modest.admits(1));
        greedy.charge(690);
        assertTrue(open("late").admits(10));
        assertFalse("there is no more", open("late").admits(11));
    }

    @Test
    public void whatIsGivenBackIsThereAgain() {
        Account account = open("a");
        account.set(5_000);
        account.set(100);
        assertEquals(100, budget.usedBytes());
        account.set(0);
        assertEquals(0, budget.usedBytes());
        assertTrue(account.admits(5_600));
    }

    private Account of(long source, String name) {
        Account account = open(name);
        account.joins(source);
        return account;
    }

    @Test
    public void aSourceIsAdmittedThreeTimesWhatItLeavesFree() {
        Account first = of(1, "first");
        assertEquals(4_400, first.roomBytes());
        first.charge(4_400);
        assertFalse("what it holds much of", of(1, "second").admits(101));
        for (int little = 0; little < 4; little++) {
            Account account = of(1, "little");
            assertTrue(account.admits(100));
            account.charge(100);
        }
        assertFalse(of(1, "one more").admits(1));
        assertTrue(of(1, "one more").isShortForItsSource());
        assertTrue("of another source", of(2, "other").admits(100));
        assertTrue("by itself", open("alone").admits(800));
        assertFalse(open("alone").isShortForItsSource());
        assertEquals(List.of(), shed);
    }

    @Test
    public void aSourceThatHoldsLittleIsNotToBlameThatOthersLeaveNoRoom() {
        of(1, "first").charge(4_000);
        of(2, "second").charge(1_500);
        of(3, "third").charge(600);
        Account modest = of(3, "modest");
        assertEquals("three times what is free, less what its source holds", 75, modest.roomBytes());
        assertFalse("it holds less than the average of 2,033", modest.isShortForItsSource());
        assertTrue(of(1, "one more").isShortForItsSource());
    }

    @Test
    public void aSourceWithManyThatHoldALittleIsShedBeforeOneThatHoldsMoreThanEach() {
        for (int i = 0; i < 4; i++) {
            of(1, "of many " + i).charge(1_000);
        }
        of(2, "alone").charge(2_000);
        open("last").charge(401);
        assertTrue(shed.toString(), shed.size() == 1 && shed.get(0).startsWith("of many 0"));
    }

    @Test
    public void whatAnAccountHoldsGoesWithItToItsSource() {
        Account account = open("a");
        account.charge(4_800);
        account.joins(1);
        assertFalse(of(1, "b").admits(1));
        account.joins(2);
        assertTrue(of(1, "b").admits(100));
        account.release(4_800);
        assertTrue(of(2, "c").admits(4_000));
    }
}
