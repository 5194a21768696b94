package io.catena.simulation.checker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.List;
import org.junit.Test;

public class HistoryCheckerTest {
    private static final Operation PUT_A = new Operation(0, Call.put("a", "1"), Answer.DONE, 0, 1);
    private static final Operation PUT_B = new Operation(0, Call.put("b", "1"), Answer.DONE, 2, 3);
    private static final Operation MISSED_A = new Operation(0, Call.get("a"), Answer.ABSENT, 4, 5);
    private static final Operation FOUND_B = new Operation(0, Call.get("b"), Answer.found("1"), 6, 7);

    @Test
    public void oneKeyThatIsNotLinearizableSpoilsTheHistory() {
        HistoryChecker.HistoryVerdict verdict =
                HistoryChecker.check(List.of(PUT_A, PUT_B, MISSED_A, FOUND_B), SearchLimits.DEFAULT);
        assertEquals(Verdict.Result.NOT_LINEARIZABLE, verdict.result());
        assertEquals(
                List.of("a", "b"), verdict.byKey().stream().map(Verdict::key).toList());
        assertEquals(
                List.of("a"),
                verdict.with(Verdict.Result.NOT_LINEARIZABLE).stream()
                        .map(Verdict::key)
                        .toList());
        assertEquals(List.of(PUT_A, MISSED_A), verdict.byKey().get(0).operations());
    }

    @Test
    public void keysHaveNothingToDoWithEachOther() {
        assertEquals(
                Verdict.Result.LINEARIZABLE,
                HistoryChecker.check(List.of(PUT_A, PUT_B, FOUND_B), SearchLimits.DEFAULT)
                        .result());
        assertThrows(
                IllegalArgumentException.class,
                () -> LinearizabilityChecker.check(List.of(PUT_A, PUT_B), SearchLimits.DEFAULT));
    }

    @Test
    public void anEmptyHistoryIsLinearizable() {
        assertEquals(
                Verdict.Result.LINEARIZABLE,
                HistoryChecker.check(List.of(), SearchLimits.DEFAULT).result());
    }

    @Test
    public void givesUpAtTheBoundAndSaysSo() {
        Operation second = new Operation(0, Call.put("a", "2"), Answer.DONE, 2, 3);
        Operation third = new Operation(0, Call.put("a", "3"), Answer.DONE, 4, 5);
        SearchLimits tight = new SearchLimits(1, 0);
        assertEquals(
                Verdict.Result.GAVE_UP,
                HistoryChecker.check(List.of(PUT_A, second, third), tight).result());
    }
}
