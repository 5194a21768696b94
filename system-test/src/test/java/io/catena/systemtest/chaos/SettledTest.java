package io.catena.systemtest.chaos;

import static org.junit.Assert.assertEquals;

import io.catena.simulation.checker.Answer;
import io.catena.simulation.checker.Call;
import io.catena.simulation.checker.HistoryRecorder;
import io.catena.simulation.checker.Verdict.Result;
import java.util.List;
import org.junit.Test;

/** The values of a key that are correct long after its history was judged. */
public class SettledTest {
    private final HistoryRecorder history = new HistoryRecorder();

    private Settled settled() {
        return Settled.of("k", history.operations());
    }

    private void done(Call call, Answer answer) {
        history.invoke(1, call);
        history.ok(1, answer);
    }

    private void unknown(Call call) {
        history.invoke(1, call);
        history.unknown(1);
    }

    private void judged(Result result, Answer... found) {
        assertEquals(result, settled().judge(List.of(found)).result());
    }

    @Test
    public void whatTheLastReadFoundMustStillBeThereAtEveryMember() {
        done(Call.put("k", "a"), Answer.done(5));
        done(Call.get("k"), Answer.found("a", 5));
        judged(Result.LINEARIZABLE, Answer.found("a", 5), Answer.found("a", 5));
        judged(Result.NOT_LINEARIZABLE, Answer.found("a", 5), Answer.ABSENT);
        judged(Result.NOT_LINEARIZABLE, Answer.found("invented", 6));
    }

    @Test
    public void aDeletedKeyMustNotComeBack() {
        done(Call.put("k", "a"), Answer.done(5));
        done(Call.delete("k"), Answer.done(6));
        done(Call.get("k"), Answer.ABSENT);
        judged(Result.LINEARIZABLE, Answer.ABSENT);
        judged(Result.NOT_LINEARIZABLE, Answer.found("a", 5));
    }

    @Test
    public void aWriteOfUnknownOutcomeMayTakeEffectLaterButNotAtSomeMembersOnly() {
        done(Call.put("k", "a"), Answer.done(5));
        unknown(Call.put("k", "b"));
        done(Call.get("k"), Answer.found("a", 5));
        judged(Result.LINEARIZABLE, Answer.found("a", 5));
        judged(Result.LINEARIZABLE, Answer.found("b", 9));
        judged(Result.NOT_LINEARIZABLE, Answer.found("b", 9), Answer.found("a", 5));
    }

    @Test
    public void aWriteOfUnknownOutcomeThatWasSeenHasNoSecondEffect() {
        unknown(Call.put("k", "b"));
        done(Call.get("k"), Answer.found("b", 7));
        judged(Result.LINEARIZABLE, Answer.found("b", 7));
        judged(Result.NOT_LINEARIZABLE, Answer.found("b", 9));
    }
}
